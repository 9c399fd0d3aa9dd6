package dev.crayfleet.agents.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds JSON objects in what a program printed, among anything else. One begins with the first
 * brace of a line that is not indented, and ends before the next that begins so: printed on one
 * line or on many, an object has no such brace inside. So every character is looked at once,
 * however many braces there are.
 */
public final class PrintedObjects {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private PrintedObjects() {}

    /** The last one first; each is read when it is asked for. Whatever follows one is ignored. */
    public static Stream<JsonNode> lastFirst(String plain) {
        List<Integer> begins = begins(plain);
        return IntStream.range(0, begins.size())
                .map(i -> begins.size() - 1 - i)
                .mapToObj(i -> {
                    int end = i + 1 < begins.size() ? begins.get(i + 1) : plain.length();
                    return read(plain.substring(begins.get(i), end));
                })
                .flatMap(Optional::stream);
    }

    private static List<Integer> begins(String plain) {
        List<Integer> begins = new ArrayList<>();
        for (int line = 0; line < plain.length(); ) {
            int next = plain.indexOf('\n', line);
            int end = next < 0 ? plain.length() : next;
            if (!Character.isWhitespace(plain.charAt(line))) {
                int brace = plain.indexOf('{', line, end);
                if (brace >= 0) {
                    begins.add(brace);
                }
            }
            line = end + 1;
        }
        return begins;
    }

    private static Optional<JsonNode> read(String text) {
        // Most of what is none is told at once: an exception for each brace would take long.
        String rest = text.substring(1).stripLeading();
        if (!rest.startsWith("\"") && !rest.startsWith("}") || rest.indexOf('}') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException notIt) {
            return Optional.empty();
        }
    }
}
