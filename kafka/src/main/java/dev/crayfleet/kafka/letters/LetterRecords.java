package dev.crayfleet.kafka.letters;

import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** What is written when a dead letter is put back or dropped. */
final class LetterRecords {
    private LetterRecords() {}

    /** The record as it came, with the number of the letter that it was. */
    static ProducerRecord<byte[], byte[]> original(Letter letter) {
        List<Header> headers = new ArrayList<>(letter.headers());
        headers.add(header(Topics.HEADER_LETTER, Long.toString(letter.summary().number())));
        return new ProducerRecord<>(
                letter.source().orElseThrow().topic(),
                null,
                null,
                letter.key(),
                letter.value(),
                headers);
    }

    /** Says behind a letter what was done with it. */
    static ProducerRecord<byte[], byte[]> note(long number, String done, String place, String by) {
        List<Header> headers = new ArrayList<>();
        headers.add(header(Topics.HEADER_LETTER, Long.toString(number)));
        headers.add(header(Topics.HEADER_LETTER_DONE, done));
        headers.add(header(Topics.HEADER_LETTER_BY, by));
        if (!place.isEmpty()) {
            headers.add(header(Topics.HEADER_LETTER_NOW, place));
        }
        return new ProducerRecord<>(Topics.DEAD_LETTERS.topic(), null, null, null, null, headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
