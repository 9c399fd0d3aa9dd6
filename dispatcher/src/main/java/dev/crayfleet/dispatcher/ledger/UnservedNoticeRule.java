package dev.crayfleet.dispatcher.ledger;

import java.time.Duration;

/**
 * When people are told that nobody serves the pool that their task waits for.
 *
 * @param after a task has waited for so long; zero tells nobody
 * @param every one requester is told of one pool once in so long, however many tasks wait
 */
public record UnservedNoticeRule(Duration after, Duration every) {
    /** Of one lane in that time, of all requesters and pools together: names cost nothing. */
    static final int MAX_NOTICES = 100;

    public static final UnservedNoticeRule DEFAULT =
            new UnservedNoticeRule(Duration.ofSeconds(10), Duration.ofMinutes(10));

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public UnservedNoticeRule {
        if (after.isNegative() || !every.isPositive()) {
            throw new IllegalArgumentException(
                    "unserved-notice-after must not be below 0, and unserved-notice-every must be above");
        }
    }

    boolean isOff() {
        return after.isZero();
    }
}
