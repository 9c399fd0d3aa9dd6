package dev.crayfleet.agents.openclaw;

/**
 * The text that {@link Json5} reads, with the position in it: reads spaces, comments, keys and
 * strings.
 */
final class Json5Text {
    private static final int END = -1;

    private final String text;
    private int at;

    Json5Text(String text) {
        this.text = text;
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    /** The next character; -1 at the end. */
    int peek() {
        return peek(0);
    }

    int peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : END;
    }

    /** Takes the next character; -1 at the end. */
    int next() {
        int c = peek();
        at++;
        return c;
    }

    boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    void expect(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                throw unexpected("\"" + word + "\"");
            }
        }
    }

    /** What was read since a position. */
    String since(int begin) {
        return text.substring(begin, at);
    }

    int position() {
        return at;
    }

    /** Spaces and comments. */
    void skipSpace() {
        while (!isAtEnd()) {
            if (isSpace(text.charAt(at))) {
                at++;
            } else if (peek() == '/' && peek(1) == '/') {
                while (!isAtEnd() && !isLineEnd(text.charAt(at))) {
                    at++;
                }
            } else if (peek() == '/' && peek(1) == '*') {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw error("a comment is not closed");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private static boolean isSpace(char c) {
        return switch (c) {
            case ' ', '\t', '\n', '\r', '\u000b', '\f', '\u00a0', '\ufeff' -> true;
            default ->
                    isLineEnd(c) || c > 0x7f && Character.getType(c) == Character.SPACE_SEPARATOR;
        };
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
    }

    /** A key without quotes. */
    String identifier() {
        StringBuilder name = new StringBuilder();
        while (true) {
            boolean escaped = peek() == '\\';
            int begin = at;
            int c;
            if (escaped) {
                at++;
                expect("u");
                c = hex(4);
            } else {
                c = isAtEnd() ? END : text.codePointAt(at);
            }
            boolean first = name.isEmpty();
            if (c == END || !(first ? isNameStart(c) : isNamePart(c))) {
                at = begin;
                if (first || escaped) {
                    throw unexpected("a key or }");
                }
                return name.toString();
            }
            if (!escaped) {
                at += Character.charCount(c);
            }
            name.appendCodePoint(c);
        }
    }

    private static boolean isNameStart(int c) {
        return c == '$' || c == '_' || Character.isLetter(c) || isType(c, Character.LETTER_NUMBER);
    }

    private static boolean isNamePart(int c) {
        return isNameStart(c)
                || c == 0x200c
                || c == 0x200d
                || isType(c, Character.DECIMAL_DIGIT_NUMBER)
                || isType(c, Character.NON_SPACING_MARK)
                || isType(c, Character.COMBINING_SPACING_MARK)
                || isType(c, Character.CONNECTOR_PUNCTUATION);
    }

    private static boolean isType(int c, byte type) {
        return Character.getType(c) == type;
    }

    /** In either kind of quotes. */
    String string() {
        int start = at;
        int quote = next();
        StringBuilder value = new StringBuilder();
        while (peek() != quote) {
            int c = peek();
            if (c == END) {
                at = start;
                throw error("a string is not closed");
            }
            if (c == '\n' || c == '\r') {
                throw error("a string goes over the end of the line without a \\");
            }
            at++;
            if (c == '\\') {
                escape(value);
            } else {
                value.append((char) c);
            }
        }
        at++;
        return value.toString();
    }

    private void escape(StringBuilder value) {
        int c = next();
        switch (c) {
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append('\u000b');
            case 'x' -> value.append((char) hex(2));
            case 'u' -> value.append((char) hex(4));
            case '\r' -> take('\n');
            case '\n', '\u2028', '\u2029' -> {
                // The string goes on in the next line.
            }
            case '0' -> {
                if (isDigit(peek())) {
                    throw unexpected("no digit after \\0");
                }
                value.append('\0');
            }
            default -> {
                if (c == END || isDigit(c)) {
                    at--;
                    throw unexpected("an escape");
                }
                value.append((char) c);
            }
        }
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw unexpected("a hexadecimal digit");
            }
            at++;
            value = 16 * value + digit;
        }
        return value;
    }

    IllegalArgumentException unexpected(String wanted) {
        int c = isAtEnd() ? END : text.codePointAt(at);
        String found =
                c == END
                        ? "it ends"
                        : c > 0x20 && c < 0x7f || Character.isLetterOrDigit(c)
                                ? "there is " + Character.toString(c)
                                : "there is U+%04X".formatted(c);
        return error("%s where %s should be".formatted(found, wanted));
    }

    IllegalArgumentException error(String what) {
        int position = Math.min(at, text.length());
        int line = 1;
        int begin = 0;
        for (int end = text.indexOf('\n');
                end >= 0 && end < position;
                end = text.indexOf('\n', begin)) {
            line++;
            begin = end + 1;
        }
        return new IllegalArgumentException(
                "it is no JSON5, at line %d, column %d: %s"
                        .formatted(line, position - begin + 1, what));
    }
}
