package dev.crayfleet.trial.storm;

/** How a task is submitted. */
enum SubmissionPath {
    /** A person's message in #task-queue; Discord gives it its id. */
    DISCORD("Discord"),
    /** {@code POST /tasks} with an id, repeated with the same id until it is accepted. */
    HTTP("HTTP"),
    /** A record with an id, as a foreign producer writes it. */
    KAFKA("Kafka");

    private final String label;

    SubmissionPath(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
