package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failed attempt is followed by another, and when.
 *
 * @param retries further attempts after the first where a task says nothing, 0 to 10
 * @param first back-off after the first attempt; doubles with each
 * @param longest back-off
 */
public record RetryPolicy(int retries, Duration first, Duration longest) {
    /** Two further attempts, after 2, 4, 8, 16, 32 s: what users of the earlier systems know. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(2, Duration.ofSeconds(2), Duration.ofSeconds(32));

    /** What to do after a failure. */
    public sealed interface Next {
        record Retry(Duration after) implements Next {}

        record GiveUp(String why) implements Next {}
    }

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public RetryPolicy {
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("retries " + retries + " is outside 0 to 10");
        }
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("back-off of " + first + " to " + longest);
        }
    }

    /**
     * @param attempt the one that failed
     * @param asked the task's own number of retries
     */
    public Next next(Attempt attempt, @Nullable Integer asked, Failed failure) {
        int most = 1 + (asked == null ? retries : asked);
        if (!failure.kind().retried()) {
            return new Next.GiveUp(failure.reason());
        }
        if (attempt.number() >= most) {
            return new Next.GiveUp(
                    most == 1
                            ? failure.reason() + " (no retries)"
                            : "%s (attempt %d of %d)"
                                    .formatted(failure.reason(), attempt.number(), most));
        }
        Duration wait = backOff(attempt);
        Duration told = failure.retryAfter();
        return new Next.Retry(told == null || told.compareTo(wait) < 0 ? wait : told);
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
