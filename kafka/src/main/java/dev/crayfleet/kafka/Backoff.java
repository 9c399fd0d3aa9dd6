package dev.crayfleet.kafka;

import dev.crayfleet.contract.ReadableTimes;
import java.time.Duration;

/**
 * Waits between tries that double from {@code initial} and then stay at {@code max}: 2, 4, 8, 16,
 * 32, 32 s…
 *
 * @param initial wait after the first failure, above zero
 * @param max longest wait, at least {@code initial}
 */
public record Backoff(Duration initial, Duration max) {
    private static final int MAX_DOUBLINGS = 30;

    /**
     * @throws IllegalArgumentException if {@code initial} is not above zero, or {@code max} is
     *     below it
     */
    public Backoff {
        if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
            throw new IllegalArgumentException(
                    "a back-off from %s to %s does not rise"
                            .formatted(
                                    ReadableTimes.duration(initial), ReadableTimes.duration(max)));
        }
    }

    /**
     * How long to wait after so many failures in a row.
     *
     * @param failures at least 1
     */
    public Duration after(int failures) {
        Duration wait = initial.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return wait.compareTo(max) > 0 ? max : wait;
    }
}
