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

    /**
     * The last object first; each is parsed when it is asked for. What follows an object is
     * ignored.
     */
    public static Stream<JsonNode> findFromEnd(String printed) {
        List<Integer> starts = objectStarts(printed);
        return IntStream.range(0, starts.size())
                .map(i -> starts.size() - 1 - i)
                .mapToObj(i -> {
                    int end = i + 1 < starts.size() ? starts.get(i + 1) : printed.length();
                    return read(printed.substring(starts.get(i), end));
                })
                .flatMap(Optional::stream);
    }

    private static List<Integer> objectStarts(String printed) {
        List<Integer> starts = new ArrayList<>();
        for (int line = 0; line < printed.length(); ) {
            int next = printed.indexOf('\n', line);
            int end = next < 0 ? printed.length() : next;
            if (!Character.isWhitespace(printed.charAt(line))) {
                int brace = printed.indexOf('{', line, end);
                if (brace >= 0) {
                    starts.add(brace);
                }
            }
            line = end + 1;
        }
        return starts;
    }

    private static Optional<JsonNode> read(String text) {
        // Most of what is no object is found without the parser, whose exceptions take long.
        String rest = text.substring(1).stripLeading();
        if (!rest.startsWith("\"") && !rest.startsWith("}") || rest.indexOf('}') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }
}
