package dev.crayfleet.poster.rendering;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Texts of agents and people in code blocks: they cannot break out, and fit. */
final class CodeBlocks {
    private static final String OPEN = "```\n";
    private static final String CLOSE = "\n```";
    private static final int ROOM = Post.LONGEST - OPEN.length() - CLOSE.length();

    /** All but newline and tab: escape sequences would colour or hide what follows. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

    private static final Pattern BLANK_LINES = Pattern.compile("\\n[ \\t]*(\\n[ \\t]*)+\\n");

    private CodeBlocks() {}

    /** A text of somebody's, as it may stand in a code block. */
    static String neutral(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        String plain = CONTROLS.matcher(lines).replaceAll("");
        return BLANK_LINES.matcher(plain).replaceAll("\n\n").replace("```", "~~~").strip();
    }

    /** A text of somebody's on one line, as it may stand between single backticks. */
    static String inline(String text) {
        return text.replaceAll("\\s+", " ").replace('`', '\'').strip();
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
        int line = text.lastIndexOf('\n', most);
        if (line > from) {
            return line;
        }
        return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }
}
