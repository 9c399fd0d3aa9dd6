package dev.crayfleet.poster.rendering;

/**
 * Texts of agents and people with only what can be seen in them: no control characters, which
 * colour or hide; none that turn the direction of what follows, which disorder a message; nothing
 * without a width, by which texts are hidden or a word is written in two ways. One look at each
 * character, whatever the text.
 */
public final class PlainText {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int JOINER = 0x200D;

    /** More marks above and below one letter reach into other lines. */
    private static final int MOST_MARKS = 4;

    private PlainText() {}

    /** Lines end with {@code \n}, tabs stay; more than one empty line in a row is one. */
    static String lines(String text) {
        return withoutGaps(visible(text));
    }

    /**
     * On one line; all blanks in a row are one. For logs too, so that nobody writes lines there.
     */
    public static String line(String text) {
        String visible = visible(text);
        StringBuilder line = new StringBuilder(visible.length());
        boolean blank = false;
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                blank = true;
            } else {
                if (blank && !line.isEmpty()) {
                    line.append(' ');
                }
                blank = false;
                line.append(c);
            }
        }
        return line.toString();
    }

    private static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int marks = 0;
        boolean joined = true;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point == '\r') {
                if (i == text.length() || text.charAt(i) != '\n') {
                    out.append('\n');
                }
                joined = true;
            } else if (isMark(point)) {
                if (marks++ < MOST_MARKS) {
                    out.appendCodePoint(point);
                }
            } else if (isJoiner(point)) {
                // Between two letters or two emoji it has a meaning, after another of them none.
                if (!joined) {
                    out.appendCodePoint(point);
                }
                joined = true;
            } else if (!isHidden(point)) {
                append(out, point);
                marks = 0;
                joined = point == '`' || Character.isWhitespace(point);
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int point) {
        switch (Character.getType(point)) {
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> out.append('\n');
            // Half of a pair is no text, and what writes it to Discord would fail.
            case Character.SURROGATE -> out.appendCodePoint(REPLACEMENT);
            default -> out.appendCodePoint(point);
        }
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isJoiner(int point) {
        return point == JOINER || point == JOINER - 1;
    }

    /** Controls but newline and tab, and format characters: directions, zero widths, tags. */
    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> point != '\n' && point != '\t';
            case Character.FORMAT -> !isSignOfNumbers(point);
            default -> false;
        };
    }

    /** Arabic signs that stand around digits: the format characters that are seen. */
    private static boolean isSignOfNumbers(int point) {
        return (point >= 0x600 && point <= 0x605) || point == 0x6DD;
    }

    private static String withoutGaps(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            char c = text.charAt(from);
            if (c != '\n') {
                out.append(c);
                from++;
                continue;
            }
            int ends = 0;
            int after = from;
            for (int i = from; i < text.length() && isBlank(text.charAt(i)); i++) {
                if (text.charAt(i) == '\n') {
                    ends++;
                    after = i + 1;
                }
            }
            if (ends > 2) {
                out.append("\n\n");
            } else {
                out.append(text, from, after);
            }
            from = after;
        }
        return out.toString();
    }

    private static boolean isBlank(char c) {
        return c == '\n' || c == ' ' || c == '\t';
    }
}
