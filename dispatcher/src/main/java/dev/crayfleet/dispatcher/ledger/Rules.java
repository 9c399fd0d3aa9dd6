package dev.crayfleet.dispatcher.ledger;

import java.time.Duration;

/**
 * The numbers by which the dispatcher decides.
 *
 * @param lease a runner not heard of for so long is lost; default 15 s
 * @param claimAck a claim that a living runner does not name among those it holds after so long was
 *     never taken; default 10 s, and more than two beats
 * @param lostKept for how long a lost life is remembered, to be told so if it comes back; default 1
 *     h
 * @param retries what follows a failed attempt
 */
public record Rules(Duration lease, Duration claimAck, Duration lostKept, RetryPolicy retries) {
    public static final Rules DEFAULT =
            new Rules(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofHours(1),
                    RetryPolicy.DEFAULT);

    /**
     * @throws IllegalArgumentException if a time is not positive
     */
    public Rules {
        if (!lease.isPositive() || !claimAck.isPositive() || !lostKept.isPositive()) {
            throw new IllegalArgumentException("lease, claimAck and lostKept must be positive");
        }
    }
}
