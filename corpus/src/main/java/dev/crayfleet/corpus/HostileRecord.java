package dev.crayfleet.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record of {@code corpus/records.json}, and its expected outcome. The head of that file
 * explains the fields.
 *
 * @param source its entry in the file
 * @param topic without {@code crayfleet.}
 * @param timestamp milliseconds, -1 for none; absent means the time of sending
 * @param compression {@code none}, {@code gzip}, {@code snappy}, {@code lz4} or {@code zstd}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HostileRecord(
        HostileInput source,
        String topic,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers,
        @Nullable Long timestamp,
        String compression,
        Outcome outcome) {
    /** The expected outcome. */
    public enum Outcome {
        TASK,
        MOVED,
        WAITS,
        DEAD_LETTER,
        IGNORED,
        NOT_TAKEN;

        private static Outcome of(String words) {
            return valueOf(words.toUpperCase(Locale.ROOT).replace(' ', '_'));
        }
    }

    /** A header of a record. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Header(String name, byte @Nullable [] value) {}

    public HostileRecord {
        headers = List.copyOf(headers);
    }

    /** All of them, in the order of the file. */
    public static List<HostileRecord> all() {
        return Corpus.of("records").stream().map(HostileRecord::of).toList();
    }

    /**
     * @throws IllegalArgumentException if it is malformed
     */
    static HostileRecord of(HostileInput source) {
        JsonNode input = source.input();
        JsonNode timestamp = input.path("timestamp");
        return new HostileRecord(
                source,
                input.path("topic").asText(),
                source.bytes("key").orElse(null),
                source.bytes("value").orElse(null),
                headers(input.path("headers")),
                timestamp.isMissingNode() ? null : timestamp.longValue(),
                input.path("compression").asText("none"),
                Outcome.of(source.answer("outcome").orElse("")));
    }

    private static List<Header> headers(JsonNode nodes) {
        List<Header> headers = new ArrayList<>();
        for (JsonNode node : nodes) {
            JsonNode value = node.path("value");
            Header header =
                    new Header(
                            node.path("name").asText(),
                            value.isNull() ? null : Content.bytes(value));
            for (int i = 0; i < node.path("times").asInt(1); i++) {
                headers.add(header);
            }
        }
        return headers;
    }

    /** For the names of tests. */
    @Override
    public String toString() {
        return source.toString();
    }
}
