package dev.crayfleet.trial.storm;

/** How a hostile input is sent. */
enum HostilePath {
    MESSAGE("Discord message"),
    ATTACHMENT("Discord attachment"),
    HTTP_TEXT("HTTP text"),
    HTTP_JSON("HTTP JSON"),
    TASKS("Kafka: tasks"),
    RUNS("Kafka: runs"),
    CLAIMS("Kafka: claims"),
    RESULTS("Kafka: results"),
    EVENTS("Kafka: events"),
    FILES("Kafka: files");

    private final String label;

    HostilePath(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
