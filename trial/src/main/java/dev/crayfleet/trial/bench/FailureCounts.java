package dev.crayfleet.trial.bench;

import dev.crayfleet.trial.measure.ProcessHttp;

/** What the dispatcher counts of failures; in a valid benchmark all are 0. */
record FailureCounts(long retries, long stale, long failed, long deadLetters) {
    static final FailureCounts NONE = new FailureCounts(0, 0, 0, 0);

    /**
     * @param prometheus the dispatcher's meters
     */
    static FailureCounts of(String prometheus) {
        return new FailureCounts(
                (long) ProcessHttp.meter(prometheus, "crayfleet_retries_total", ""),
                (long) ProcessHttp.meter(prometheus, "crayfleet_runs_stale_total", ""),
                (long)
                        (ProcessHttp.meter(prometheus, "crayfleet_tasks_ended", "")
                                - ProcessHttp.meter(
                                        prometheus,
                                        "crayfleet_tasks_ended",
                                        "status=\"succeeded\"")),
                (long) ProcessHttp.meter(prometheus, "crayfleet_dead_letters_total", ""));
    }

    FailureCounts plus(FailureCounts other) {
        return new FailureCounts(
                retries + other.retries,
                stale + other.stale,
                failed + other.failed,
                deadLetters + other.deadLetters);
    }

    boolean hasAny() {
        return retries + stale + failed + deadLetters > 0;
    }
}
