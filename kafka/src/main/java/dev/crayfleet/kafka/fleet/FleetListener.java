package dev.crayfleet.kafka.fleet;

import org.jspecify.annotations.Nullable;

/** Hears the records of the fleet topic, in order, on one thread. */
public interface FleetListener {
    /** Whether a record with this key is for it. */
    boolean takes(String key);

    /**
     * A record, which may have come before.
     *
     * @param value null if what the key names is no more
     * @throws IllegalArgumentException with the reason, if it makes no sense; it is skipped then
     */
    void onRecord(String key, byte @Nullable [] value);
}
