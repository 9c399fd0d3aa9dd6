package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts texts of agents and people into code blocks that the texts cannot end, each short enough for
 * a message.
 */
final class CodeBlocks {
    private static final String OPEN = "```\n";
    private static final String CLOSE = "\n```";

    private CodeBlocks() {}

    /** Makes a text from outside safe to stand in a code block. */
    static String escape(String text) {
        // Backticks are replaced last, because removing characters may bring them together.
        return VisibleText.multiLine(text).replace("```", "~~~").strip();
    }

    /** Makes a text from outside safe to stand between single backticks, on one line. */
    static String inline(String text) {
        return VisibleText.singleLine(text).replace('`', '\'');
    }

    /**
     * The same, cut to this length; a question mark if nothing is left, because inline code cannot
     * be empty.
     */
    static String inline(String text, int maxChars) {
        String line = inline(text);
        return line.isEmpty() ? "?" : Limits.cut(line, maxChars);
    }

    /**
     * Splits a text into code blocks of at most a message each. It is split at line ends; only a
     * line longer than a message is split within, and never in a surrogate pair.
     *
     * @param escaped by {@link #escape}
     */
    static List<String> blocks(String escaped) {
        return blocks(escaped, Post.MAX_CHARS);
    }

    /**
     * The same with shorter messages.
     *
     * @param messageChars more than the fences need
     */
    static List<String> blocks(String escaped, int messageChars) {
        int maxChars = messageChars - OPEN.length() - CLOSE.length();
        List<String> blocks = new ArrayList<>();
        int from = 0;
        while (from < escaped.length()) {
            int to = blockEnd(escaped, from, maxChars);
            String part = escaped.substring(from, to).stripTrailing();
            if (!part.isBlank()) {
                blocks.add(OPEN + part + CLOSE);
            }
            from = to < escaped.length() && escaped.charAt(to) == '\n' ? to + 1 : to;
        }
        return blocks;
    }

    private static int blockEnd(String text, int from, int maxChars) {
        int max = from + maxChars;
        if (max >= text.length()) {
            return text.length();
        }
        // The search stops at the start of the block, or a long line would be searched again for
        // each of its blocks.
        for (int i = max; i > from; i--) {
            if (text.charAt(i) == '\n') {
                return i;
            }
        }
        return Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    }
}
