package dev.crayfleet.runner.run;

import dev.crayfleet.contract.Limits;
import java.nio.charset.StandardCharsets;

/** How much of a text travels within a message. */
final class InlineText {
    /** So that binary data, which JSON escapes, does not make a message too large. */
    private static final int MAX_JSON_BYTES = 2 * Limits.INLINE_RESULT_BYTES;

    private InlineText() {}

    static boolean fits(String text) {
        return text.length() <= Limits.INLINE_RESULT_BYTES
                && text.getBytes(StandardCharsets.UTF_8).length <= Limits.INLINE_RESULT_BYTES
                && text.chars().mapToLong(InlineText::maxJsonBytes).sum() <= MAX_JSON_BYTES;
    }

    /** The text, or as much of its beginning as fits. */
    static String cut(String text) {
        return cut(text, Limits.INLINE_RESULT_BYTES);
    }

    static String cut(String text, int maxChars) {
        String part = Limits.cut(text, maxChars);
        while (!fits(part)) {
            part = Limits.cut(part, part.length() - part.length() / 8 - 1);
        }
        return part;
    }

    private static long maxJsonBytes(int c) {
        return c < 0x20 ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3;
    }
}
