package dev.crayfleet.dispatcher.flow;

/**
 * When a claim is not left to wait for the next commit. A commit costs the broker about a
 * millisecond, so only a lane with little to do commits at once; under load the interval gathers
 * many claims into one transaction. For one thread.
 */
final class CommitPace {
    private static final int A_SECOND = 50;
    private static final int QUIET_RECORDS = 20;
    private static final long TOKEN_NANOS = 1_000_000_000L / A_SECOND;

    private long lastNanos;
    private int records;
    private long windowNanos;

    /** A record was dealt with. */
    void record(long nanos) {
        if (nanos - windowNanos > 10 * TOKEN_NANOS) {
            windowNanos = nanos;
            records = 0;
        }
        records++;
    }

    /** Whether to commit now, because a claim was written. */
    boolean isDue(long nanos) {
        if (records > QUIET_RECORDS || nanos - lastNanos < TOKEN_NANOS) {
            return false;
        }
        lastNanos = nanos;
        return true;
    }
}
