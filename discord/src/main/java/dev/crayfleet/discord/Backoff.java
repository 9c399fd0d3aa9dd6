package dev.crayfleet.discord;

import java.time.Duration;

/**
 * Waits that double from {@code first} and then stay at {@code longest}: 2, 4, 8, 16, 32, 32 s…
 *
 * @param first after the first failure, above zero
 * @param longest at least {@code first}
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    /**
     * @throws IllegalArgumentException if the waits do not rise
     */
    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "a back-off from %s to %s does not rise".formatted(first, longest));
        }
    }

    /**
     * How long to wait after so many failures in a row.
     *
     * @param failures at least 1
     */
    public Duration after(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
