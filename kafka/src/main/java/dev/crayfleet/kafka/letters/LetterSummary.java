package dev.crayfleet.kafka.letters;

import dev.crayfleet.kafka.DeadLetter;
import java.time.Instant;

/**
 * A dead letter in a list.
 *
 * @param number its offset on the dead-letters topic
 * @param place where the record was
 * @param reason why it was given up, a sentence
 * @param text the beginning of its value, on one line
 */
public record LetterSummary(
        long number,
        Instant writtenAt,
        DeadLetter.Place place,
        String reason,
        String text,
        LetterState state) {
    LetterSummary with(LetterState newState) {
        return new LetterSummary(number, writtenAt, place, reason, text, newState);
    }
}
