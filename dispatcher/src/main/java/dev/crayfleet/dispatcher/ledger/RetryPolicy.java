package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failed attempt is followed by another, and when.
 *
 * @param retries further attempts after the first where a task says nothing, 0 to 10
 * @param first back-off after the first attempt; doubles with each
 * @param longest back-off of ours
 * @param longestAsked back-off that the other side may ask for: a quota that resets later than that
 *     is not waited for
 */
public record RetryPolicy(int retries, Duration first, Duration longest, Duration longestAsked) {
    /** Two further attempts, after 2, 4, 8, 16, 32 s: what users of the earlier systems know. */
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
        if (!first.isPositive() || longest.compareTo(first) < 0 || !longestAsked.isPositive()) {
            throw new IllegalArgumentException(
                    "back-off of %s to %s, or %s if asked".formatted(first, longest, longestAsked));
        }
    }

    /**
     * Attempts that a task has in all, 1 to 11.
     *
     * @param asked the task's own number of retries
     */
    public int attempts(@Nullable Integer asked) {
        return 1 + (asked == null ? retries : asked);
    }

    /**
     * @param attempt the one that failed
     * @param limit attempts in all
     * @param losses of them that lost their runner, this one included
     */
    public Next next(Attempt attempt, int limit, int losses, Failed failure) {
        if (!failure.kind().retried()) {
            return new Next.GiveUp(failure.reason());
        }
        if (attempt.number() >= limit) {
            return new Next.GiveUp(failure.reason() + lastWords(attempt, limit, losses));
        }
        Duration wait = backOff(attempt);
        Duration asked = failure.retryAfter();
        if (asked == null || asked.compareTo(wait) < 0) {
            return new Next.Retry(wait);
        }
        return asked.compareTo(longestAsked) > 0
                ? new Next.GiveUp(
                        "%s (that would be in %s, longer than is waited for; replay it then)"
                                .formatted(failure.reason(), people(asked)))
                : new Next.Retry(asked);
    }

    private static String lastWords(Attempt attempt, int limit, int losses) {
        if (limit == 1) {
            return " (no retries)";
        }
        if (losses >= limit) {
            return " (all %d attempts lost their runner: the task itself may be what stops them)"
                    .formatted(limit);
        }
        return " (attempt %d of %d)".formatted(attempt.number(), limit);
    }

    private static String people(Duration time) {
        return time.toHours() > 0
                ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
                : "%d min".formatted(time.toMinutes());
    }

    /**
     * Doubling, with up to a fifth of jitter on top, so that what failed together does not come
     * back together. The jitter follows from the attempt: a decision can be decided again.
     */
    private Duration backOff(Attempt attempt) {
        int doublings = Math.min(attempt.number() - 1, 20);
        Duration plain = first.multipliedBy(1L << doublings);
        Duration capped = plain.compareTo(longest) > 0 ? longest : plain;
        int fifth = Math.floorMod(attempt.hashCode(), 1_000);
        return capped.plus(capped.multipliedBy(fifth).dividedBy(5_000));
    }
}
