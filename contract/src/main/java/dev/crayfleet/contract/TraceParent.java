package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a task in a trace, as W3C Trace Context writes it: a trace, and the span that
 * everything that follows is a child of. It comes from anybody, so nothing but a trace is made of
 * it: what is malformed is as good as absent, and never a reason to refuse a task.
 *
 * @param value 55 characters, {@code 00-<32 hex>-<16 hex>-<2 hex>}
 */
@JsonDeserialize(using = TraceParent.Deserializer.class)
public record TraceParent(@JsonValue String value) {
    /** Of the header in HTTP and in Kafka. */
    public static final String HEADER = "traceparent";

    /** In which whoever calls a command hands it on. */
    public static final String VARIABLE = "TRACEPARENT";

    private static final int CHARS = 55;
    private static final int SPAN_START = 36;
    private static final int FLAGS_START = 53;
    private static final Pattern VERSION_00 =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * @throws IllegalArgumentException if it is malformed
     */
    public TraceParent {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("no traceparent of version 00");
        }
    }

    /** Null where it is absent or malformed, of another version, or of zeros only. */
    public static @Nullable TraceParent parse(@Nullable String value) {
        return value != null && isWellFormed(value) ? new TraceParent(value) : null;
    }

    /** The same for a header of a record. */
    public static @Nullable TraceParent parse(byte @Nullable [] value) {
        return value != null && value.length == CHARS
                ? parse(new String(value, StandardCharsets.ISO_8859_1))
                : null;
    }

    /** The same for a header that may be there several times, which is malformed too. */
    public static @Nullable TraceParent parse(List<String> values) {
        return values.size() == 1 ? parse(values.getFirst()) : null;
    }

    private static boolean isWellFormed(String value) {
        return value.length() == CHARS && VERSION_00.matcher(value).matches();
    }

    /** The first span of a new trace, which is recorded. */
    public static TraceParent root(RandomGenerator random) {
        String trace = nonZeroHex(random) + nonZeroHex(random);
        return new TraceParent("00-%s-%s-01".formatted(trace, nonZeroHex(random)));
    }

    /** A span below this one, recorded if this one is. */
    public TraceParent child(RandomGenerator random) {
        return new TraceParent(
                "00-%s-%s-%s".formatted(traceId(), nonZeroHex(random), isSampled() ? "01" : "00"));
    }

    /** 64 bits. */
    private static String nonZeroHex(RandomGenerator random) {
        return "%016x".formatted(random.nextLong(1, Long.MAX_VALUE));
    }

    /** 32 hexadecimal digits. */
    public String traceId() {
        return value.substring(3, SPAN_START - 1);
    }

    /** 16 hexadecimal digits. */
    public String spanId() {
        return value.substring(SPAN_START, FLAGS_START - 1);
    }

    /** Whether the trace is recorded, by the will of whoever began it. */
    public boolean isSampled() {
        return (Character.digit(value.charAt(CHARS - 1), 16) & 1) == 1;
    }

    @Override
    public String toString() {
        return value;
    }

    /** Total: whatever stands there in JSON is a traceparent or nothing. */
    static final class Deserializer extends StdScalarDeserializer<@Nullable TraceParent> {
        private static final long serialVersionUID = 1L;

        Deserializer() {
            super(TraceParent.class);
        }

        @Override
        public @Nullable TraceParent deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                return parse(in.getText());
            }
            in.skipChildren();
            return null;
        }
    }
}
