package dev.crayfleet.trial.storm;

/** Outcomes of the hostile inputs that were sent by one path, in the order of the report. */
enum HostileCount {
    SENT("sent"),
    TASKS("tasks"),
    DEAD_LETTERS("dead letters"),
    REFUSALS("refusals"),
    IGNORED("ignored");

    private final String nameInReport;

    HostileCount(String nameInReport) {
        this.nameInReport = nameInReport;
    }

    @Override
    public String toString() {
        return nameInReport;
    }
}
