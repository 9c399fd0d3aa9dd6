package dev.crayfleet.runner.safety;

import dev.crayfleet.contract.Limits;

/**
 * Takes out of a text from outside what a terminal or a log would obey: escape sequences, control
 * characters, and marks that turn the direction of what follows. In time that grows with the
 * length.
 */
public final class PlainText {
    private static final char ESCAPE = '\u001b';
    private static final char BELL = '\u0007';

    private PlainText() {}

    /**
     * In one line, spaces instead of ends of lines and other controls, stripped.
     *
     * @param most characters; what is longer is cut
     */
    public static String line(String text, int most) {
        // What is far beyond the cut cannot come into it.
        String part = text.length() > 4L * most ? text.substring(0, 4 * most) : text;
        return Limits.cut(plain(part, false).strip(), most);
    }

    /** With its ends of lines and tabs. */
    public static String lines(String text) {
        return plain(text, true);
    }

    /** Only escape sequences are taken out, all else stays to the letter. */
    public static String withoutEscapes(String text) {
        int escape = text.indexOf(ESCAPE);
        if (escape < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int at = 0;
        while (escape >= 0) {
            plain.append(text, at, escape);
            at = afterEscape(text, escape + 1);
            escape = text.indexOf(ESCAPE, at);
        }
        return plain.append(text, at, text.length()).toString();
    }

    private static String plain(String text, boolean keepLines) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == ESCAPE) {
                at = afterEscape(text, at + 1);
                continue;
            }
            if (keepLines && (c == '\n' || c == '\t')) {
                plain.append(c);
            } else if (isControl(c)) {
                boolean again = !plain.isEmpty() && plain.charAt(plain.length() - 1) == ' ';
                if (!again) {
                    plain.append(' ');
                }
            } else if (!turns(c)) {
                plain.append(c);
            }
            at++;
        }
        return plain.toString();
    }

    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private static boolean turns(char c) {
        return c == '\u200e'
                || c == '\u200f'
                || c == '\u061c'
                || c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069'
                || c == '\ufeff';
    }

    /** Behind a sequence whose escape character is before {@code at}. */
    private static int afterEscape(String text, int at) {
        if (at >= text.length()) {
            return at;
        }
        return switch (text.charAt(at)) {
            case '[' -> afterParameters(text, at + 1);
            // Titles, links and the like: texts up to a bell or an escape.
            case ']', 'P', 'X', '^', '_' -> afterText(text, at + 1);
            default -> isControl(text.charAt(at)) ? at : at + 1;
        };
    }

    private static int afterParameters(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= 0x20 && text.charAt(at) < 0x40) {
            at++;
        }
        boolean ends = at < text.length() && text.charAt(at) >= 0x40 && text.charAt(at) < 0x7f;
        return ends ? at + 1 : at;
    }

    private static int afterText(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == BELL) {
                return at + 1;
            }
            if (c == ESCAPE) {
                return at + 1 < text.length() && text.charAt(at + 1) == '\\' ? at + 2 : at;
            }
            if (c == '\n') {
                // One that is never closed does not swallow all that follows.
                return at;
            }
            at++;
        }
        return at;
    }
}
