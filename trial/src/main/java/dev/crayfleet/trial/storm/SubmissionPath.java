package dev.crayfleet.trial.storm;

/** How a task comes in. */
enum SubmissionPath {
    /** A person's message in #task-queue; its id is Discord's. */
    DISCORD("Discord"),
    /** {@code POST /tasks} with an id, again with the same id until it is accepted. */
    HTTP("HTTP"),
    /** A record with an id, as a foreign producer writes it. */
    KAFKA("Kafka");

    private final String word;

    SubmissionPath(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
