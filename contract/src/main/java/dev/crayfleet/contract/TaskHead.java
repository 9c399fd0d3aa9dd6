package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a record of the tasks topic is about, without what it says: a search through all of them
 * decodes only those that concern it. Nothing is checked.
 *
 * @param id of the task; absent where its record names none, and so has its place as its id
 * @param replayOf the task that it repeats; absent for most, and in what foreign producers write
 */
public record TaskHead(@Nullable String id, @Nullable String replayOf) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * @return empty if it is no JSON object, as a task that is plain text
     */
    public static Optional<TaskHead> of(byte @Nullable [] value) {
        if (value == null || value.length == 0) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(value)) {
            return parser.nextToken() == JsonToken.START_OBJECT
                    ? Optional.of(read(parser))
                    : Optional.empty();
        } catch (IOException e) {
            // What is no JSON is a task in plain text, or a dead letter.
            return Optional.empty();
        }
    }

    private static TaskHead read(JsonParser parser) throws IOException {
        String type = null;
        String id = null;
        String replayOf = null;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            // An id may be a number: foreign producers write such.
            if (token != JsonToken.VALUE_STRING && !(token.isNumeric() && field.equals("id"))) {
                parser.skipChildren();
                continue;
            }
            switch (field) {
                case "type" -> type = parser.getText();
                case "id" -> id = blankToNull(parser.getText());
                case "replayOf" -> replayOf = parser.getText();
                default -> {}
            }
        }
        return new TaskHead(id, type == null ? null : replayOf);
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }
}
