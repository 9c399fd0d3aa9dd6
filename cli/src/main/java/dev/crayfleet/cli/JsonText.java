package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Texts;

/**
 * JSON that is harmless to a terminal and says the same: what a terminal could obey, or show in
 * another order, is escaped.
 */
final class JsonText {
    /** Jackson escapes what is below in texts; elsewhere there are the ends of its lines only. */
    private static final int FIRST_UNESCAPED = 0x7F;

    private JsonText() {}

    /** On several lines. */
    static String of(JsonNode json) {
        return escaped(json.toPrettyString());
    }

    /**
     * @param json with its control characters below 0x20 escaped, as JSON demands
     */
    static String escaped(String json) {
        StringBuilder safe = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); ) {
            int point = json.codePointAt(i);
            int next = i + Character.charCount(point);
            String character = json.substring(i, next);
            if (point < FIRST_UNESCAPED || Texts.printable(character).equals(character)) {
                safe.append(character);
            } else {
                character.chars().forEach(unit -> safe.append("\\u%04x".formatted(unit)));
            }
            i = next;
        }
        return safe.toString();
    }
}
