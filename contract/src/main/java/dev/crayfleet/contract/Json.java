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

/** Configures Jackson for our records: ISO times, plain decimals, no nulls. */
final class Json {
    private Json() {}

    static ObjectMapper mapper() {
        return mapper(JsonMapper.builder());
    }

    static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M mapper(B builder) {
        SimpleModule durations = new SimpleModule("durations");
        durations.addSerializer(Duration.class, new DurationSerializer());
        durations.addDeserializer(Duration.class, new DurationDeserializer());
        SimpleModule texts = new SimpleModule("texts");
        texts.addDeserializer(String.class, new TextDeserializer());
        M mapper =
                builder.addModule(texts)
                        .addModule(new JavaTimeModule())
                        .addModule(durations)
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        // Costs keep every digit, also when read by way of a tree.
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                        // As in the tag [retries:1.5].
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
                        .defaultPropertyInclusion(
                                JsonInclude.Value.construct(
                                        JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                        .build();
        registerSubtypes(mapper, Origin.class);
        registerSubtypes(mapper, RunOutcome.class);
        return mapper;
    }

    private static void registerSubtypes(ObjectMapper mapper, Class<?> family) {
        for (Class<?> type : family.getPermittedSubclasses()) {
            mapper.registerSubtypes(new NamedType(type, type.getSimpleName()));
        }
    }

    /**
     * Replaces lone surrogates, which remain when a program cuts a text within an emoji, by U+FFFD:
     * not every encoder that we use can write them.
     */
    private static final class TextDeserializer extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1L;

        TextDeserializer() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            return withoutLoneSurrogates(StringDeserializer.instance.deserialize(in, context));
        }

        private static String withoutLoneSurrogates(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isSurrogate(c)) {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        i++;
                    } else {
                        return repair(text);
                    }
                }
            }
            return text;
        }

        private static String repair(String text) {
            StringBuilder repaired = new StringBuilder(text.length());
            text.codePoints()
                    .forEach(point ->
                            repaired.appendCodePoint(
                                    point >= Character.MIN_SURROGATE
                                                    && point <= Character.MAX_SURROGATE
                                            ? 0xFFFD
                                            : point));
            return repaired.toString();
        }
    }

    private static final class DurationSerializer extends StdScalarSerializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationSerializer() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(value.toString());
        }
    }

    /** Reads {@code PT10M} as we write it, {@code 10m} as people do, and numbers of seconds. */
    private static final class DurationDeserializer extends StdScalarDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        /** No allowed duration is written longer. */
        private static final int MAX_CHARS = 60;

        DurationDeserializer() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return Duration.ofSeconds(in.getLongValue());
            }
            String text = Limits.cut(in.getText().strip(), MAX_CHARS);
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
