package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;

/**
 * When what was written is committed: at once after a while without a commit, and then at most once
 * an interval, so that under load many decisions are gathered into one transaction. A claim waits
 * for less than anything else does. Where nothing was written, nothing is committed. One for each
 * stream thread, because a commit is one of all its lanes; for that thread alone.
 */
final class CommitThrottle {
    /** What nobody waits for is committed more rarely, so that claims need not wait for it. */
    private static final int NON_URGENT_INTERVALS = 3;

    private final long intervalNanos;
    private long lastCommitNanos;
    private boolean isPending;
    private long pendingSinceNanos;

    /**
     * @param interval the shortest time between two commits, and the longest that something waits
     * @param nowNanos of {@link System#nanoTime}
     */
    CommitThrottle(Duration interval, long nowNanos) {
        this.intervalNanos = interval.toNanos();
        this.lastCommitNanos = nowNanos - NON_URGENT_INTERVALS * intervalNanos;
    }

    /**
     * Something was written.
     *
     * @param isUrgent whether somebody waits for it: a claim
     * @return whether to commit now
     */
    boolean written(boolean isUrgent, long nowNanos) {
        if (!isPending) {
            isPending = true;
            pendingSinceNanos = nowNanos;
        }
        long minInterval = isUrgent ? intervalNanos : NON_URGENT_INTERVALS * intervalNanos;
        if (nowNanos - lastCommitNanos >= minInterval) {
            markCommitted(nowNanos);
            return true;
        }
        return takeDue(nowNanos);
    }

    /**
     * Whether what was written has waited long enough. After true it counts as committed, and this
     * is false.
     */
    boolean takeDue(long nowNanos) {
        if (isPending && nowNanos - pendingSinceNanos >= intervalNanos) {
            markCommitted(nowNanos);
            return true;
        }
        return false;
    }

    /** Whether something that was written waits to be committed. */
    boolean isPending() {
        return isPending;
    }

    private void markCommitted(long nowNanos) {
        isPending = false;
        lastCommitNanos = nowNanos;
    }
}
