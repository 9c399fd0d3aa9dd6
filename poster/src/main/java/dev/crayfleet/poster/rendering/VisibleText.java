package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Texts;

/**
 * Removes invisible characters from texts of agents and people. In addition to those that {@link
 * Texts#printable} removes, these are characters without a width, which can hide text or make equal
 * words differ. Takes time in proportion to the length.
 */
final class VisibleText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /** No combining mark has a lower code point. */
    private static final int FIRST_COMBINING_MARK = 0x300;

    /** For one letter. More of them would reach into the lines above and below. */
    private static final int MAX_MARKS = 4;

    private VisibleText() {}

    /** Lines end with {@code \n}, tabs stay; several empty lines in a row become one. */
    static String multiLine(String text) {
        return withoutGaps(withoutInvisible(text));
    }

    /** On one line; several blanks in a row become one. */
    static String singleLine(String text) {
        String visible = withoutInvisible(text);
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

    private static String withoutInvisible(String raw) {
        String text = Texts.printable(raw);
        StringBuilder out = new StringBuilder(text.length());
        int marks = 0;
        boolean joined = true;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point >= FIRST_COMBINING_MARK && isMark(point)) {
                if (marks++ < MAX_MARKS) {
                    out.appendCodePoint(point);
                }
            } else if (isJoiner(point)) {
                // It joins two letters or emoji; a second one in a row has no effect.
                if (!joined) {
                    out.appendCodePoint(point);
                }
                joined = true;
            } else if (!isTagCharacter(point)) {
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
        return point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER;
    }

    /** Invisible letters; used in some flags only. */
    private static boolean isTagCharacter(int point) {
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
            int lineEnds = 0;
            int afterLastEnd = from;
            for (int i = from; i < text.length() && isBlank(text.charAt(i)); i++) {
                if (text.charAt(i) == '\n') {
                    lineEnds++;
                    afterLastEnd = i + 1;
                }
            }
            if (lineEnds > 2) {
                out.append("\n\n");
            } else {
                out.append(text, from, afterLastEnd);
            }
            from = afterLastEnd;
        }
        return out.toString();
    }

    private static boolean isBlank(char c) {
        return c == '\n' || c == ' ' || c == '\t';
    }
}
