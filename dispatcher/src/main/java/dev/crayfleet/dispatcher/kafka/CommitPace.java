package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;

/**
 * When what was written is committed: at once after a while without a commit, and then at most once
 * an interval, so that under load many decisions are gathered into one transaction. A claim waits
 * for less than anything else does. Where nothing was written, nothing is committed. One for each
 * stream thread, because a commit is one of all its lanes; for that thread alone.
 */
final class CommitPace {
    /** What nobody waits for leaves the next interval to claims. */
    private static final int NOT_URGENT_INTERVALS = 3;

    private final long intervalNanos;
    private long lastNanos;
    private boolean isPending;
    private long pendingNanos;

    /**
     * @param interval the least time between two commits, and the longest that something waits
     * @param nanos now
     */
    CommitPace(Duration interval, long nanos) {
        this.intervalNanos = interval.toNanos();
        this.lastNanos = nanos - NOT_URGENT_INTERVALS * intervalNanos;
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
        long rest = isUrgent ? intervalNanos : NOT_URGENT_INTERVALS * intervalNanos;
        if (nanos - lastNanos >= rest) {
            committed(nanos);
            return true;
        }
        return isDue(nanos);
    }

    /** Whether what was written has waited long enough. Says so once. */
    boolean isDue(long nanos) {
        if (isPending && nanos - pendingNanos >= intervalNanos) {
            committed(nanos);
            return true;
        }
        return false;
    }

    /** Whether something that was written waits to be committed. */
    boolean isPending() {
        return isPending;
    }

    private void committed(long nanos) {
        isPending = false;
        lastNanos = nanos;
    }
}
