package dev.crayfleet.agents.delegation;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Allows so many things at once, and after that one in each interval. */
final class RequestRate {
    private final int burst;
    private final long intervalNanos;
    private final LongSupplier clock;
    private double allowed;
    private long countedAt;

    /**
     * @param clock a monotonic one, in nanoseconds
     */
    RequestRate(int burst, Duration interval, LongSupplier clock) {
        this.burst = burst;
        this.intervalNanos = interval.toNanos();
        this.clock = clock;
        this.allowed = burst;
        this.countedAt = clock.getAsLong();
    }

    synchronized boolean tryTake() {
        long now = clock.getAsLong();
        allowed = Math.min(burst, allowed + (double) (now - countedAt) / intervalNanos);
        countedAt = now;
        if (allowed < 1) {
            return false;
        }
        allowed--;
        return true;
    }
}
