package dev.crayfleet.trial.storm;

/** What the audit of a storm counts, in the order of the report. */
enum AuditCount {
    TASKS("tasks"),
    ATTEMPTS("attempts claimed"),
    STARTS("agents started"),
    RETRIES("retries"),
    LOST_ATTEMPTS("attempts lost with their runner"),
    SUCCEEDED("succeeded"),
    FAILED("failed for want of attempts"),
    DUPLICATES("duplicates recognised"),
    STALE_MESSAGES("messages of stale attempts ignored"),
    POSTS("posts in #results"),
    DEAD_LETTERS("dead letters"),
    HOSTILE_RESULTS("results of hostile inputs");

    private final String nameInReport;

    AuditCount(String nameInReport) {
        this.nameInReport = nameInReport;
    }

    @Override
    public String toString() {
        return nameInReport;
    }
}
