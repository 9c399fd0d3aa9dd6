package dev.crayfleet.kafka;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be handled, as it is kept on the dead-letters topic: unchanged, with
 * headers that say where it was and why it was given up. It always fits: what is too long is cut,
 * and a header says how long it was, so that no record can stop the stage that gives it up.
 *
 * @param place where the record was
 * @param key unchanged, or its beginning
 * @param value unchanged, or its beginning
 * @param headers ours, then the record's own, as many as fit
 */
public record DeadLetter(
        Place place, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {

    /**
     * With the parts below well within the 1 MiB that producers and topics allow by default,
     * counted before compression.
     */
    private static final int MAX_VALUE_BYTES = 900 * 1024;

    private static final int MAX_KEY_BYTES = 4 * 1024;

    /** Of all the record's own headers together, names and values. */
    private static final int MAX_HEADER_BYTES = 32 * 1024;

    private static final int MAX_HEADERS = 64;

    /**
     * Of our header names; a record's own headers of that name are dropped, as they may be forged.
     */
    private static final String OUR_PREFIX = "crayfleet-";

    public DeadLetter {
        headers = List.copyOf(headers);
    }

    /** Where a record is, or was. */
    public record Place(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /**
     * @param headers the record's own
     * @param reason a sentence for people; made one line, and cut at {@link Limits#REASON_CHARS}
     */
    public static DeadLetter of(
            Place place,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Iterable<Header> headers,
            String reason) {
        List<Header> kept = new ArrayList<>();
        add(kept, Topics.HEADER_TOPIC, place.topic());
        add(kept, Topics.HEADER_PARTITION, Integer.toString(place.partition()));
        add(kept, Topics.HEADER_OFFSET, Long.toString(place.offset()));
        add(kept, Topics.HEADER_REASON, Limits.cut(Texts.oneLine(reason), Limits.REASON_CHARS));
        byte[] shortValue = cut(value, MAX_VALUE_BYTES, kept, Topics.HEADER_CUT_FROM);
        byte[] shortKey = cut(key, MAX_KEY_BYTES, kept, Topics.HEADER_KEY_CUT_FROM);
        int leftOut = addOriginal(kept, headers);
        if (leftOut > 0) {
            add(kept, Topics.HEADER_HEADERS_LEFT_OUT, Integer.toString(leftOut));
        }
        return new DeadLetter(place, shortKey, shortValue, kept);
    }

    /** Of a record with a text as its key. */
    public static DeadLetter of(ConsumerRecord<String, byte[]> record, String reason) {
        String key = record.key();
        return of(
                new Place(record.topic(), record.partition(), record.offset()),
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                record.value(),
                record.headers(),
                reason);
    }

    /** Where the record of a dead letter was; empty if its headers do not say it. */
    public static Optional<Place> placeOf(Headers headers) {
        try {
            String topic = text(headers, Topics.HEADER_TOPIC);
            String partition = text(headers, Topics.HEADER_PARTITION);
            String offset = text(headers, Topics.HEADER_OFFSET);
            return topic == null || partition == null || offset == null
                    ? Optional.empty()
                    : Optional.of(
                            new Place(topic, Integer.parseInt(partition), Long.parseLong(offset)));
        } catch (NumberFormatException e) {
            // Not one of ours.
            return Optional.empty();
        }
    }

    /** Why the record of a dead letter was given up; a fixed sentence if its headers do not say. */
    public static String reasonOf(Headers headers) {
        String reason = text(headers, Topics.HEADER_REASON);
        return reason == null ? "no reason is given" : reason;
    }

    /** The text of a header of ours; empty if there is none. */
    public static Optional<String> header(Headers headers, String name) {
        return Optional.ofNullable(text(headers, name));
    }

    /** Whether a header is ours, and not of the record itself. */
    public static boolean isOurs(Header header) {
        // The signature is the record's own: with it, the record can go back as it came.
        return header.key().startsWith(OUR_PREFIX) && !header.key().equals(Topics.HEADER_SIGNATURE);
    }

    /** The text of a header of ours; the first one, as those of the record itself follow. */
    private static @Nullable String text(Headers headers, String name) {
        Iterator<Header> all = headers.headers(name).iterator();
        byte[] value = all.hasNext() ? all.next().value() : null;
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** Only where the record was and why it was given up, for a topic that takes no more. */
    DeadLetter withoutContent() {
        List<Header> ours = new ArrayList<>();
        for (Header header : headers) {
            if (isOurs(header)) {
                ours.add(header);
            }
        }
        boolean cut = ours.stream().anyMatch(h -> h.key().equals(Topics.HEADER_CUT_FROM));
        if (value != null && !cut) {
            add(ours, Topics.HEADER_CUT_FROM, Integer.toString(value.length));
        }
        return new DeadLetter(place, null, null, ours);
    }

    /**
     * For a producer. Its timestamp is that of writing, because the record's own may be nonsense.
     */
    public ProducerRecord<byte[], byte[]> record() {
        return new ProducerRecord<>(Topics.DEAD_LETTERS.topic(), null, null, key, value, headers);
    }

    /** Adds the headers to those of a record that Kafka Streams makes. */
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

    /** Returns how many do not fit. */
    private static int addOriginal(List<Header> kept, Iterable<Header> headers) {
        int bytesLeft = MAX_HEADER_BYTES;
        int added = 0;
        int leftOut = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            // A char takes at most three bytes in UTF-8.
            int size = 3 * header.key().length() + (value == null ? 0 : value.length);
            if (isOurs(header)) {
                continue;
            }
            if (added == MAX_HEADERS || size > bytesLeft) {
                leftOut++;
                continue;
            }
            kept.add(header);
            bytesLeft -= size;
            added++;
        }
        return leftOut;
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
    }
}
