package dev.crayfleet.dispatcher.flow;

/**
 * When a claim is not left to wait for the next commit. A commit costs the broker about a
 * millisecond, so only a lane with little to do commits at once; under load the interval gathers
 * many claims into one transaction. For one thread.
 */
final class CommitPace {
    private static final int A_SECOND = 100;
    private static final long TOKEN_NANOS = 1_000_000_000L / A_SECOND;

    /** In ten tokens' time; a task is three records and more. */
    private static final int QUIET_RECORDS = 60;

    private long lastNanos;
    private int records;
    private int before;
    private long windowNanos;

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

    /** Whether to commit now, because a claim was written. */
    boolean isDue(long nanos) {
        boolean isBusy = records > QUIET_RECORDS || before > QUIET_RECORDS;
        if (isBusy || nanos - lastNanos < TOKEN_NANOS) {
            return false;
        }
        lastNanos = nanos;
        return true;
    }
}
