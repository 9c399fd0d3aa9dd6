package dev.crayfleet.contract;

/** The characters of tags, which may be full-width. */
final class TagCharacters {
    private static final int FULL_WIDTH_OFFSET = '！' - '!';

    private TagCharacters() {}

    /** Whether a tag cannot go on behind it: its closing bracket, or a line end. */
    static boolean endsTag(char c) {
        return c == '\n' || c == '\r' || toAscii(c) == ']';
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u3000';
    }

    static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** The ASCII character for a full-width one of Chinese, Japanese or Korean keyboards. */
    static char toAscii(char c) {
        if (c < 0x3000) {
            return c;
        }
        return switch (c) {
            case '\u3000' -> ' ';
            case '【' -> '[';
            case '】' -> ']';
            default -> c >= '！' && c <= '～' ? (char) (c - FULL_WIDTH_OFFSET) : c;
        };
    }
}
