package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;

/**
 * Decides when to commit. After a pause the first write is committed at once; then there is at most
 * one commit per interval, so that under load one transaction holds many decisions. Claims are
 * committed sooner than other writes. Nothing is committed if nothing was written. There is one
 * throttle for each stream thread, because a commit covers all lanes of the thread. Used by that
 * thread only.
 */
final class CommitThrottle {
    /**
     * Non-urgent writes are committed less often, so that claims rarely have to wait for the
     * interval.
     */
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
     * @param isUrgent whether a runner waits for it, which is so for claims
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
     * Whether a pending write has waited long enough. If true, the caller must commit; the write no
     * longer counts as pending.
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
