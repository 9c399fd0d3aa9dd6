package dev.crayfleet.emulator;

import java.time.Clock;
import java.time.Instant;

/**
 * Makes Discord's ids: 42 bits of milliseconds since 2015, then 22 bits that count within one
 * millisecond. Strictly increasing, also when the clock stands still or steps back. Guarded by the
 * state's lock.
 */
final class Snowflakes {
    private static final long EPOCH_MS = 1_420_070_400_000L;

    private final Clock clock;
    private long last;

    Snowflakes(Clock clock) {
        this.clock = clock;
    }

    long next() {
        last = Math.max(last + 1, (clock.millis() - EPOCH_MS) << 22);
        return last;
    }

    /** Makes all further ids larger than this one, which an earlier run made. */
    void advancePast(long id) {
        last = Math.max(last, id);
    }

    static Instant timeOf(long id) {
        return Instant.ofEpochMilli((id >>> 22) + EPOCH_MS);
    }
}
