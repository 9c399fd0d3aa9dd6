package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** How our records look as JSON: ISO times, plain decimals, absent instead of null. */
final class Json {
    private Json() {}

    static ObjectMapper mapper() {
        return mapper(JsonMapper.builder());
    }

    static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M mapper(B format) {
        SimpleModule durations = new SimpleModule("durations");
        durations.addSerializer(Duration.class, new DurationWriter());
        durations.addDeserializer(Duration.class, new DurationReader());
        SimpleModule texts = new SimpleModule("texts");
        texts.addDeserializer(String.class, new TextReader());
        M mapper =
                format.addModule(texts)
                        .addModule(new JavaTimeModule())
                        .addModule(durations)
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        // Money comes back to the digit, also by way of a tree.
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                        // [retries:1.5] is refused, so 1.5 is.
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
                        .defaultPropertyInclusion(
                                JsonInclude.Value.construct(
                                        JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                        .build();
        registerSealed(mapper, Origin.class);
        registerSealed(mapper, RunOutcome.class);
        return mapper;
    }

    private static void registerSealed(ObjectMapper mapper, Class<?> family) {
        for (Class<?> type : family.getPermittedSubclasses()) {
            mapper.registerSubtypes(new NamedType(type, type.getSimpleName()));
        }
    }

    /**
     * Half a surrogate pair, as a program leaves it that cuts a text in the middle of an emoji, is
     * no text: it becomes U+FFFD here, because not everything that we write with can write it.
     */
    private static final class TextReader extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1L;

        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            return whole(StringDeserializer.instance.deserialize(in, context));
        }

        private static String whole(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isSurrogate(c)) {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        i++;
                    } else {
                        return repaired(text);
                    }
                }
            }
            return text;
        }

        private static String repaired(String text) {
            StringBuilder whole = new StringBuilder(text.length());
            text.codePoints()
                    .forEach(point ->
                            whole.appendCodePoint(
                                    point >= Character.MIN_SURROGATE
                                                    && point <= Character.MAX_SURROGATE
                                            ? 0xFFFD
                                            : point));
            return whole.toString();
        }
    }

    private static final class DurationWriter extends StdScalarSerializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationWriter() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(value.toString());
        }
    }

    /** {@code PT10M} as we write it, and {@code 10m} or seconds as people do. */
    private static final class DurationReader extends StdScalarDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        /** No time that we take is written longer; characters. */
        private static final int LONGEST = 60;

        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return Duration.ofSeconds(in.getLongValue());
            }
            String text = Limits.cut(in.getText().strip(), LONGEST);
            try {
                return text.startsWith("P") || text.startsWith("-P")
                        ? Duration.parse(text)
                        : InlineTags.duration(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("\"" + text + "\" is no time", e);
            }
        }
    }
}
