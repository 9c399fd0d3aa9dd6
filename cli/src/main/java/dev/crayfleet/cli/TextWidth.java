package dev.crayfleet.cli;

/** How many columns of a terminal a text takes. */
final class TextWidth {
    private TextWidth() {}

    /**
     * @param text on one line, without control characters
     */
    static int of(String text) {
        return text.codePoints().map(TextWidth::of).sum();
    }

    /**
     * Cuts to so many columns, with an ellipsis, never through a character.
     *
     * @param columns at least 0
     */
    static String cut(String text, int columns) {
        // No character is wider than two columns, so short texts need not be measured.
        if (text.length() <= columns / 2 || of(text) <= columns) {
            return text;
        }
        if (columns < 1) {
            return "";
        }
        int width = 0;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            if (width + of(point) > columns - 1) {
                break;
            }
            width += of(point);
            end += Character.charCount(point);
        }
        return text.substring(0, end) + "…";
    }

    private static int of(int point) {
        if (point < 0x300) {
            return 1;
        }
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(point) ? 2 : 1;
        };
    }

    /** As terminals show it: characters of East Asia in their usual form, and emoji. */
    private static boolean isWide(int point) {
        return Character.isEmojiPresentation(point)
                || (point >= 0x1100 && point <= 0x115F)
                || (point >= 0x2E80 && point <= 0xA4CF && point != 0x303F)
                || (point >= 0xAC00 && point <= 0xD7A3)
                || (point >= 0xF900 && point <= 0xFAFF)
                || (point >= 0xFE30 && point <= 0xFE6F)
                || (point >= 0xFF00 && point <= 0xFF60)
                || (point >= 0xFFE0 && point <= 0xFFE6)
                || (point >= 0x20000 && point <= 0x3FFFD);
    }
}
