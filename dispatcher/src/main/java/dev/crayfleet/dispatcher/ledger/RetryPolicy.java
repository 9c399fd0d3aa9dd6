package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failed attempt is followed by another, and when.
 *
 * @param retries further attempts after the first where a task says nothing, 0 to 10
 * @param firstBackOff after the first attempt; doubles with each
 * @param maxBackOff where the doubling ends
 * @param maxRequestedBackOff longest back-off that a model provider may ask for. If a quota resets
 *     later than that, the task fails instead of waiting
 */
public record RetryPolicy(
        int retries, Duration firstBackOff, Duration maxBackOff, Duration maxRequestedBackOff) {
    /** Two further attempts; back-offs of 2, 4, 8, 16 and 32 s. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(2, Duration.ofSeconds(2), Duration.ofSeconds(32), Duration.ofHours(6));

    /** What to do after a failure. */
    public sealed interface Next {
        /**
         * @param after since the attempt ended, or was last heard of
         */
        record Retry(Duration after) implements Next {}

        record GiveUp(String why) implements Next {}
    }

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public RetryPolicy {
        if (retries < 0 || retries > Limits.MAX_RETRIES) {
            throw new IllegalArgumentException("retries " + retries + " is outside 0 to 10");
        }
        if (!firstBackOff.isPositive()
                || maxBackOff.compareTo(firstBackOff) < 0
                || !maxRequestedBackOff.isPositive()) {
            throw new IllegalArgumentException(
                    "back-off of %s to %s, or %s if asked"
                            .formatted(
                                    ReadableTimes.duration(firstBackOff),
                                    ReadableTimes.duration(maxBackOff),
                                    ReadableTimes.duration(maxRequestedBackOff)));
        }
    }

    /**
     * Attempts that a task has in all, 1 to 11.
     *
     * @param requested the task's own number of retries
     */
    public int attempts(@Nullable Integer requested) {
        return 1 + (requested == null ? retries : requested);
    }

    /**
     * @param attempt the one that failed
     * @param maxAttempts in all
     * @param losses of them that lost their runner, this one included
     */
    public Next next(Attempt attempt, int maxAttempts, int losses, Failed failure) {
        if (!failure.kind().retried()) {
            return new Next.GiveUp(failure.reason());
        }
        if (attempt.number() >= maxAttempts) {
            return new Next.GiveUp(failure.reason() + exhausted(attempt, maxAttempts, losses));
        }
        Duration wait = backOff(attempt);
        Duration requested = failure.retryAfter();
        if (requested == null || requested.compareTo(wait) < 0) {
            return new Next.Retry(wait);
        }
        return requested.compareTo(maxRequestedBackOff) > 0
                ? new Next.GiveUp(
                        "%s (that would be in %s, longer than is waited for; replay it then)"
                                .formatted(failure.reason(), ReadableTimes.duration(requested)))
                : new Next.Retry(requested);
    }

    private static String exhausted(Attempt attempt, int maxAttempts, int losses) {
        if (maxAttempts == 1) {
            return " (no retries)";
        }
        if (losses >= maxAttempts) {
            return " (all %d attempts lost their runner: the task itself may be what stops them)"
                    .formatted(maxAttempts);
        }
        return " (attempt %d of %d)".formatted(attempt.number(), maxAttempts);
    }

    /**
     * Doubles with each attempt, plus up to a fifth of jitter, so that attempts that failed
     * together are not retried together. The jitter is computed from the attempt, so that the same
     * decision made again gives the same time.
     */
    private Duration backOff(Attempt attempt) {
        int doublings = Math.min(attempt.number() - 1, 20);
        Duration doubled = firstBackOff.multipliedBy(1L << doublings);
        Duration capped = doubled.compareTo(maxBackOff) > 0 ? maxBackOff : doubled;
        int jitter = Math.floorMod(attempt.hashCode(), 1_000);
        return capped.plus(capped.multipliedBy(jitter).dividedBy(5_000));
    }
}
