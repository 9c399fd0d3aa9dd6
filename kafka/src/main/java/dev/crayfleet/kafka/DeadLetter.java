package dev.crayfleet.kafka;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be handled, as it is kept on the dead-letters topic: as it came, with
 * headers that say where it lay and why it is here. It always fits: what is too long is cut, and
 * how much is said in a header, so that no record can stop the stage that gives it up.
 *
 * @param place where it lay
 * @param key as it came, or its beginning
 * @param value as it came, or its beginning
 * @param headers ours, then those that it came with, as many as fit
 */
public record DeadLetter(
        Place place, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {

    /**
     * With the parts below well within the 1 MiB that producers and topics allow by default,
     * counted before compression.
     */
    private static final int MAX_VALUE_BYTES = 900 * 1024;

    private static final int MAX_KEY_BYTES = 4 * 1024;

    /** Of all foreign headers together, names and values. */
    private static final int MAX_HEADER_BYTES = 32 * 1024;

    private static final int MAX_HEADERS = 64;

    /** Ours begin so; those of a record that came so are dropped, because they could lie. */
    private static final String PREFIX = "crayfleet-";

    public DeadLetter {
        headers = List.copyOf(headers);
    }

    /** Where a record lies, or lay. */
    public record Place(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /**
     * @param headers that it came with
     * @param reason a sentence for people; made one line of text, and cut if it is too long
     */
    public static DeadLetter of(
            Place place,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Iterable<Header> headers,
            String reason) {
        List<Header> all = new ArrayList<>();
        add(all, Topics.HEADER_TOPIC, place.topic());
        add(all, Topics.HEADER_PARTITION, Integer.toString(place.partition()));
        add(all, Topics.HEADER_OFFSET, Long.toString(place.offset()));
        add(all, Topics.HEADER_REASON, Limits.cut(Texts.oneLine(reason), Limits.REASON_CHARS));
        byte[] shortValue = cut(value, MAX_VALUE_BYTES, all, Topics.HEADER_CUT_FROM);
        byte[] shortKey = cut(key, MAX_KEY_BYTES, all, Topics.HEADER_KEY_CUT_FROM);
        int leftOut = addForeign(all, headers);
        if (leftOut > 0) {
            add(all, Topics.HEADER_HEADERS_LEFT_OUT, Integer.toString(leftOut));
        }
        return new DeadLetter(place, shortKey, shortValue, all);
    }

    /** Of a record as a consumer gives it. */
    public static DeadLetter of(ConsumerRecord<String, byte[]> record, String reason) {
        String key = record.key();
        return of(
                new Place(record.topic(), record.partition(), record.offset()),
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                record.value(),
                record.headers(),
                reason);
    }

    /** Only where it lay and why, for a topic that takes less than is usual. */
    DeadLetter withoutContent() {
        List<Header> ours = new ArrayList<>();
        for (Header header : headers) {
            if (header.key().startsWith(PREFIX)) {
                ours.add(header);
            }
        }
        boolean cut = ours.stream().anyMatch(h -> h.key().equals(Topics.HEADER_CUT_FROM));
        if (value != null && !cut) {
            add(ours, Topics.HEADER_CUT_FROM, Integer.toString(value.length));
        }
        return new DeadLetter(place, null, null, ours);
    }

    /** For a producer; its time is that of writing, because the record's own may be nonsense. */
    public ProducerRecord<byte[], byte[]> record() {
        return new ProducerRecord<>(Topics.DEAD_LETTERS.topic(), null, null, key, value, headers);
    }

    /** Adds the headers to those of a record that is made otherwise. */
    public void addTo(Headers to) {
        headers.forEach(to::add);
    }

    private static byte @Nullable [] cut(
            byte @Nullable [] bytes, int max, List<Header> headers, String header) {
        if (bytes == null || bytes.length <= max) {
            return bytes;
        }
        add(headers, header, Integer.toString(bytes.length));
        return Arrays.copyOf(bytes, max);
    }

    /** Says how many do not fit. */
    private static int addForeign(List<Header> all, Iterable<Header> headers) {
        int room = MAX_HEADER_BYTES;
        int added = 0;
        int leftOut = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            // Three bytes of UTF-8 a character at most.
            int size = 3 * header.key().length() + (value == null ? 0 : value.length);
            if (header.key().startsWith(PREFIX)) {
                continue;
            }
            if (added == MAX_HEADERS || size > room) {
                leftOut++;
                continue;
            }
            all.add(header);
            room -= size;
            added++;
        }
        return leftOut;
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
    }
}
