package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import java.util.ArrayList;
import java.util.List;

/** Texts of agents and people in code blocks: they cannot break out, and fit. */
final class CodeBlocks {
    private static final String OPEN = "```\n";
    private static final String CLOSE = "\n```";
    private static final int ROOM = Post.LONGEST - OPEN.length() - CLOSE.length();

    private CodeBlocks() {}

    /** A text of somebody's, as it may stand in a code block. */
    static String neutral(String text) {
        // After all that is taken out, so that nothing taken out can make a fence.
        return PlainText.lines(text).replace("```", "~~~").strip();
    }

    /** A text of somebody's on one line, as it may stand between single backticks. */
    static String inline(String text) {
        return PlainText.line(text).replace('`', '\'');
    }

    /**
     * The same, at most so long; a question mark where nothing is left, as code cannot be empty.
     */
    static String inline(String text, int chars) {
        String line = inline(text);
        return line.isEmpty() ? "?" : Limits.cut(line, chars);
    }

    /**
     * The text in as many blocks as it needs, each a message: split at line ends, and only a line
     * longer than a message within it, never through a surrogate pair.
     */
    static List<String> blocks(String neutral) {
        List<String> blocks = new ArrayList<>();
        int from = 0;
        while (from < neutral.length()) {
            int to = end(neutral, from);
            String part = neutral.substring(from, to).stripTrailing();
            if (!part.isBlank()) {
                blocks.add(OPEN + part + CLOSE);
            }
            from = to < neutral.length() && neutral.charAt(to) == '\n' ? to + 1 : to;
        }
        return blocks;
    }

    private static int end(String text, int from) {
        int most = from + ROOM;
        if (most >= text.length()) {
            return text.length();
        }
        // No further back than this block begins, else a long line is looked through each time.
        for (int line = most; line > from; line--) {
            if (text.charAt(line) == '\n') {
                return line;
            }
        }
        return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }
}
