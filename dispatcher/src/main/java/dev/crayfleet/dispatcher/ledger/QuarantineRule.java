package dev.crayfleet.dispatcher.ledger;

import java.time.Duration;

/**
 * When a runner that fails task after task is given no more.
 *
 * @param after failures in a row, at least 1
 * @param first how long, before one task is tried on it; doubles with each that fails too
 * @param longest where the doubling ends
 */
public record QuarantineRule(int after, Duration first, Duration longest) {
    public static final QuarantineRule DEFAULT =
            new QuarantineRule(5, Duration.ofMinutes(1), Duration.ofMinutes(10));

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public QuarantineRule {
        if (after < 1 || !first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "quarantine after %d failures for %s to %s".formatted(after, first, longest));
        }
    }

    Duration spell(int number) {
        Duration doubled = first.multipliedBy(1L << Math.min(number - 1, 20));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
