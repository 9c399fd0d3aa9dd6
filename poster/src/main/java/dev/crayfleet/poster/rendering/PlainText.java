package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Texts;

/**
 * Texts of agents and people with only what can be seen in them: besides what {@link
 * Texts#printable} drops, nothing without a width, by which texts are hidden or a word is written
 * in two ways. One look at each character, whatever the text.
 */
final class PlainText {
    private static final int JOINER = 0x200D;

    /** All that is below is seen, or is a blank. */
    private static final int FIRST_MARK = 0x300;

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
    static String line(String text) {
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

    private static String visible(String outside) {
        String text = Texts.printable(outside);
        StringBuilder out = new StringBuilder(text.length());
        int marks = 0;
        boolean joined = true;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point >= FIRST_MARK && isMark(point)) {
                if (marks++ < MOST_MARKS) {
                    out.appendCodePoint(point);
                }
            } else if (isJoiner(point)) {
                // Between two letters or two emoji it has a meaning, after another of them none.
                if (!joined) {
                    out.appendCodePoint(point);
                }
                joined = true;
            } else if (!isTag(point)) {
                out.appendCodePoint(point);
                marks = 0;
                joined = point == '`' || Character.isWhitespace(point);
            }
        }
        return out.toString();
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isJoiner(int point) {
        return point == JOINER || point == JOINER - 1;
    }

    /** Letters that nobody sees; only some flags are made of them. */
    private static boolean isTag(int point) {
        return point >= 0xE0000 && point <= 0xE007F;
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
