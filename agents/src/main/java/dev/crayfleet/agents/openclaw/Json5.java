package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads JSON5 as its specification says and OpenClaw reads it: strictly to the end of the text, and
 * the last of two equal keys counts. The time is linear in the length of the text. Existing
 * libraries read some numbers wrongly, ignore what follows the value, or take minutes for a long
 * number; Jackson supports only a part of JSON5.
 */
final class Json5 {
    /** Far more than any configuration needs, and far less than the stack allows. */
    static final int MAX_DEPTH = 200;

    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private final Json5Text in;

    private Json5(String text) {
        this.in = new Json5Text(text);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people that names line and column, and
     *     nothing of the text but one character
     */
    static JsonNode parse(String text) {
        Json5 parser = new Json5(text);
        JsonNode value = parser.value(1);
        parser.in.skipSpace();
        if (!parser.in.isAtEnd()) {
            throw parser.in.unexpected("the end of the text");
        }
        return value;
    }

    private JsonNode value(int depth) {
        if (depth > MAX_DEPTH) {
            throw in.error("it is nested deeper than %d levels".formatted(MAX_DEPTH));
        }
        in.skipSpace();
        int next = in.peek();
        return switch (next) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"', '\'' -> NODES.textNode(in.string());
            case 'n' -> literal("null", NODES.nullNode());
            case 't' -> literal("true", NODES.booleanNode(true));
            case 'f' -> literal("false", NODES.booleanNode(false));
            default -> {
                if (!Json5Numbers.isStart(next)) {
                    throw in.unexpected("a value");
                }
                yield Json5Numbers.read(in, NODES);
            }
        };
    }

    private JsonNode literal(String word, JsonNode node) {
        in.expect(word);
        return node;
    }

    private ObjectNode object(int depth) {
        ObjectNode object = NODES.objectNode();
        in.next();
        in.skipSpace();
        while (!in.take('}')) {
            String key = in.peek() == '"' || in.peek() == '\'' ? in.string() : in.identifier();
            in.skipSpace();
            if (!in.take(':')) {
                throw in.unexpected("a colon");
            }
            object.set(key, value(depth + 1));
            separator('}', "a comma or }");
        }
        return object;
    }

    private ArrayNode array(int depth) {
        ArrayNode array = NODES.arrayNode();
        in.next();
        in.skipSpace();
        while (!in.take(']')) {
            array.add(value(depth + 1));
            separator(']', "a comma or ]");
        }
        return array;
    }

    private void separator(char end, String wanted) {
        in.skipSpace();
        if (in.take(',')) {
            in.skipSpace();
        } else if (in.peek() != end) {
            throw in.unexpected(wanted);
        }
    }
}
