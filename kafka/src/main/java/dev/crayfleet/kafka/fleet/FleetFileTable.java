package dev.crayfleet.kafka.fleet;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The fleet files that a fleet was given, by what is on the topic. Safe for many threads. */
public final class FleetFileTable implements FleetListener {
    /** So many are kept on the topic; who writes one more takes the oldest away. */
    public static final int MAX_KEPT = 100;

    private final Consumer<FleetFileRecord> onNewest;
    private final LongConsumer onUnreadable;
    // Guarded by this.
    private final TreeMap<Long, FleetFileRecord> byNumber = new TreeMap<>();

    /** One that tells nobody. */
    public FleetFileTable() {
        this(newest -> {}, number -> {});
    }

    /**
     * @param onNewest told of a version that is newer than all before; on the thread that reads
     * @param onUnreadable told the number of one that is newer, and cannot be read
     */
    public FleetFileTable(Consumer<FleetFileRecord> onNewest, LongConsumer onUnreadable) {
        this.onNewest = onNewest;
        this.onUnreadable = onUnreadable;
    }

    @Override
    public boolean takes(String key) {
        return key.startsWith(FleetFileRecord.KEY_PREFIX);
    }

    @Override
    public void onRecord(String key, byte @Nullable [] value) {
        FleetFileRecord record = value == null ? null : read(key, value);
        if (record == null) {
            forget(key);
        } else if (!record.key().equals(key)) {
            throw new IllegalArgumentException("its key names another version");
        } else if (add(record)) {
            onNewest.accept(record);
        }
    }

    private FleetFileRecord read(String key, byte[] value) {
        try {
            return FleetFileRecord.parse(value);
        } catch (IllegalArgumentException e) {
            String number = key.substring(FleetFileRecord.KEY_PREFIX.length());
            if (number.matches("[0-9]{1,18}") && isNewest(Long.parseLong(number))) {
                onUnreadable.accept(Long.parseLong(number));
            }
            throw e;
        }
    }

    private synchronized boolean isNewest(long number) {
        return byNumber.isEmpty() || number > byNumber.lastKey();
    }

    private synchronized void forget(String key) {
        // The one that decides stays, whoever wants it gone: another has to take its place.
        byNumber.values()
                .removeIf(each -> each.key().equals(key) && each.number() != byNumber.lastKey());
    }

    private synchronized boolean add(FleetFileRecord record) {
        if (byNumber.containsKey(record.number())) {
            return false;
        }
        byNumber.put(record.number(), record);
        if (byNumber.size() > 2 * MAX_KEPT) {
            byNumber.pollFirstEntry();
        }
        return byNumber.lastKey() == record.number();
    }

    /** The one that decides; empty if there was never any. */
    public synchronized Optional<FleetFileRecord> newest() {
        return byNumber.isEmpty() ? Optional.empty() : Optional.of(byNumber.lastEntry().getValue());
    }

    public synchronized Optional<FleetFileRecord> version(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /** All that are kept, the oldest first. */
    public synchronized List<FleetFileRecord> all() {
        return List.copyOf(byNumber.values());
    }
}
