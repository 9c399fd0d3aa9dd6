package dev.crayfleet.trial.storm;

/** By which way something hostile comes in. */
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

    private final String words;

    HostilePath(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
