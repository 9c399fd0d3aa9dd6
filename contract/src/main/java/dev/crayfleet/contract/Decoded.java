package dev.crayfleet.contract;

/**
 * What a record turned out to be. An unreadable one is a dead letter, never skipped.
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
