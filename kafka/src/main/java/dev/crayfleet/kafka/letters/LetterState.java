package dev.crayfleet.kafka.letters;

import java.time.Instant;

/** What was done with a dead letter. */
public sealed interface LetterState {
    /** Nothing yet. */
    record Open() implements LetterState {}

    /**
     * It was put back.
     *
     * @param now where the record lies now, {@code topic-partition@offset}
     * @param by who did it
     */
    record Replayed(String now, String by, Instant at) implements LetterState {}

    /**
     * It needs no more attention.
     *
     * @param by who said so
     */
    record Dropped(String by, Instant at) implements LetterState {}
}
