package dev.crayfleet.emulator;

import java.time.Clock;
import java.time.Instant;

/**
 * Discord's ids: 42 bits of milliseconds since 2015, 22 bits to tell apart what fell into the same
 * one. Strictly increasing, also when the clock stands still or steps back. Guarded by the world's
 * lock.
 */
final class Snowflakes {
    private static final long EPOCH = 1_420_070_400_000L;

    private final Clock clock;
    private long last;

    Snowflakes(Clock clock) {
        this.clock = clock;
    }

    long next() {
        last = Math.max(last + 1, (clock.millis() - EPOCH) << 22);
        return last;
    }

    /** An id that was handed out earlier; what follows is larger. */
    void seen(long id) {
        last = Math.max(last, id);
    }

    static Instant timeOf(long id) {
        return Instant.ofEpochMilli((id >>> 22) + EPOCH);
    }
}
