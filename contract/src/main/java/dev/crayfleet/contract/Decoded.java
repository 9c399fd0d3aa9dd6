package dev.crayfleet.contract;

/**
 * A decoded record. An unreadable one becomes a dead letter, and is never skipped.
 *
 * @param <T> the message family of the topic
 */
public sealed interface Decoded<T> {
    record Readable<T>(T message) implements Decoded<T> {}

    /**
     * @param reason a sentence for people
     */
    record Unreadable<T>(String reason) implements Decoded<T> {}
}
