package dev.crayfleet.agents.keys;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds in one JSON object, which comes in pieces, how many tokens an answer took: {@code usage} at
 * its top, or in its {@code message} or {@code response}. What is no JSON, or is nested too deeply
 * or has too long texts, is not counted from there on. Not safe for use by many threads.
 */
final class JsonUsage {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_TEXT_CHARS = 256 * 1024;

    /** No answer takes more; a wrong number must not spoil a sum. */
    private static final long MAX_TOKENS = 1_000_000_000;

    /** How deep {@code response.usage.input_tokens} lies. */
    private static final int KNOWN_DEPTH = 3;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_TEXT_CHARS)
                                    .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    private final UsageSeen seen;
    private final @Nullable String[] names = new @Nullable String[KNOWN_DEPTH];
    private @Nullable JsonParser parser;
    private int depth;

    /**
     * @param seen is told what is found
     */
    JsonUsage(UsageSeen seen) {
        this.seen = seen;
        try {
            this.parser = JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void accept(byte[] bytes, int from, int to) {
        JsonParser current = parser;
        if (current == null || from >= to) {
            return;
        }
        try {
            ((ByteArrayFeeder) current.getNonBlockingInputFeeder()).feedInput(bytes, from, to);
            JsonToken token = current.nextToken();
            while (token != null && token != JsonToken.NOT_AVAILABLE) {
                accept(current, token);
                token = current.nextToken();
            }
        } catch (IOException noJson) {
            end();
        }
    }

    private void accept(JsonParser current, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                depth++;
                name(null);
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> name(current.currentName());
            case VALUE_NUMBER_INT -> number(current);
            default -> {
                // Says nothing about tokens.
            }
        }
    }

    private void name(@Nullable String name) {
        if (depth >= 1 && depth <= KNOWN_DEPTH) {
            names[depth - 1] = name;
        }
    }

    private void number(JsonParser current) throws IOException {
        boolean isInUsage =
                depth == 2 && "usage".equals(names[0])
                        || depth == 3
                                && "usage".equals(names[1])
                                && ("message".equals(names[0]) || "response".equals(names[0]));
        String name = depth >= 1 && depth <= KNOWN_DEPTH ? names[depth - 1] : null;
        if (isInUsage
                && name != null
                && current.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = current.getLongValue();
            if (value >= 0 && value <= MAX_TOKENS) {
                seen.field(name, value);
            }
        }
    }

    /** Nothing more is read. */
    void end() {
        JsonParser current = parser;
        parser = null;
        Arrays.fill(names, null);
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
