package dev.crayfleet.cli.setup;

/** The channels of a fleet. */
enum FleetChannel {
    TASK_QUEUE(
            "TASK_QUEUE_CHANNEL",
            "--task-queue",
            "task-queue",
            "tasks",
            "Write here what is to be done. A ✅ says that an agent has taken it."),
    RESULTS("RESULTS_CHANNEL", "--results", "results", "results", "What came of the tasks."),
    WORKER_POOL(
            "WORKER_POOL_CHANNEL",
            "--worker-pool",
            "worker-pool",
            "what the fleet does",
            "Which agents were started, and how runners are.");

    private final String setting;
    private final String option;
    private final String usualName;
    private final String purpose;
    private final String topic;

    FleetChannel(String setting, String option, String usualName, String purpose, String topic) {
        this.setting = setting;
        this.option = option;
        this.usualName = usualName;
        this.purpose = purpose;
        this.topic = topic;
    }

    /** Its name in the file. */
    String setting() {
        return setting;
    }

    String option() {
        return option;
    }

    String usualName() {
        return usualName;
    }

    /** As in {@code a channel for …}. */
    String purpose() {
        return purpose;
    }

    String topic() {
        return topic;
    }
}
