package dev.crayfleet.kafka.letters;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

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
    private static final int TEXT_BYTES = 400;
    private static final int TEXT_CHARS = 100;

    LetterSummary with(LetterState newState) {
        return new LetterSummary(number, writtenAt, place, reason, text, newState);
    }

    /** A record of the topic that is no note, as long as there is none about it. */
    static LetterSummary of(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        return new LetterSummary(
                record.offset(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())),
                DeadLetter.placeOf(headers).orElse(new DeadLetter.Place("unknown", 0, 0)),
                DeadLetter.reasonOf(headers),
                text(record.value()),
                new LetterState.Open());
    }

    private static String text(byte @Nullable [] value) {
        if (value == null) {
            return "";
        }
        String beginning =
                new String(value, 0, Math.min(value.length, TEXT_BYTES), StandardCharsets.UTF_8);
        return Limits.cut(Texts.oneLine(beginning), TEXT_CHARS);
    }
}
