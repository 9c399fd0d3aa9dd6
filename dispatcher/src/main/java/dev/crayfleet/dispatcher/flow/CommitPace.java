package dev.crayfleet.dispatcher.flow;

import java.time.Duration;

/**
 * When what was written is committed. A commit costs the broker about a millisecond, so only a
 * thread with little to do commits at once, a claim before anything else; under load many decisions
 * are gathered into one transaction. Where nothing was written, nothing is committed. One for each
 * stream thread, because a commit is one of all its lanes; for that thread alone.
 */
final class CommitPace {
    private static final int A_SECOND = 100;
    private static final long TOKEN_NANOS = 1_000_000_000L / A_SECOND;

    /** What nobody waits for leaves so many tokens to claims. */
    private static final int NOT_URGENT_TOKENS = 3;

    /** In ten tokens' time; a task is three records and more. */
    private static final int QUIET_RECORDS = 60;

    private final long intervalNanos;
    private long lastNanos;
    private int records;
    private int before;
    private long windowNanos;
    private boolean isPending;
    private long pendingNanos;

    /**
     * @param interval what was written is committed at the latest after so long
     */
    CommitPace(Duration interval) {
        this.intervalNanos = interval.toNanos();
    }

    /** A record was dealt with. */
    void record(long nanos) {
        long window = nanos - windowNanos;
        if (window > 10 * TOKEN_NANOS) {
            before = window > 20 * TOKEN_NANOS ? 0 : records;
            windowNanos = nanos;
            records = 0;
        }
        records++;
    }

    /**
     * Something was written.
     *
     * @param isUrgent whether somebody waits for it: a claim
     * @return whether to commit now
     */
    boolean wrote(boolean isUrgent, long nanos) {
        if (!isPending) {
            isPending = true;
            pendingNanos = nanos;
        }
        return mayAtOnce(isUrgent ? 1 : NOT_URGENT_TOKENS, nanos) || isDue(nanos);
    }

    /** Whether what was written has waited long enough. Says so once. */
    boolean isDue(long nanos) {
        if (isPending && nanos - pendingNanos >= intervalNanos) {
            isPending = false;
            return true;
        }
        return false;
    }

    /** Whether something that was written waits to be committed. */
    boolean isPending() {
        return isPending;
    }

    private boolean mayAtOnce(int tokens, long nanos) {
        boolean isBusy = records > QUIET_RECORDS || before > QUIET_RECORDS;
        if (isBusy || nanos - lastNanos < tokens * TOKEN_NANOS) {
            return false;
        }
        lastNanos = nanos;
        isPending = false;
        return true;
    }
}
