package dev.crayfleet.contract;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment on the machine's monotonic clock, so that a change of the wall clock neither shortens
 * nor lengthens a wait. Immutable.
 */
public final class Deadline {
    /** Half of what a difference of two nanosecond clocks can hold: 146 years. */
    private static final Duration MAX_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final LongSupplier nanoClock;
    private final long endNanos;

    private Deadline(LongSupplier nanoClock, long endNanos) {
        this.nanoClock = nanoClock;
        this.endNanos = endNanos;
    }

    /**
     * A deadline this long from now.
     *
     * @param timeout zero or less has passed at once; more than 146 years counts as 146 years
     */
    public static Deadline after(Duration timeout) {
        return after(timeout, System::nanoTime);
    }

    /** The same, by a clock that a test sets. */
    public static Deadline after(Duration timeout, LongSupplier nanoClock) {
        long nanos =
                timeout.compareTo(MAX_TIMEOUT) > 0
                        ? MAX_TIMEOUT.toNanos()
                        : (timeout.isNegative() ? 0 : timeout.toNanos());
        return new Deadline(nanoClock, nanoClock.getAsLong() + nanos);
    }

    public boolean hasPassed() {
        return nanosLeft() <= 0;
    }

    /** Time until the deadline, zero once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    /** The same in nanoseconds, for {@code Future.get} and its like. */
    public long remainingNanos() {
        return Math.max(0, nanosLeft());
    }

    /** Time until the deadline, but no more than {@code max}: how long one step may wait. */
    public Duration remaining(Duration max) {
        Duration left = remaining();
        return left.compareTo(max) < 0 ? left : max;
    }

    private long nanosLeft() {
        return endNanos - nanoClock.getAsLong();
    }
}
