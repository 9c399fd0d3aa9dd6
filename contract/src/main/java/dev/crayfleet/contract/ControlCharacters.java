package dev.crayfleet.contract;

/**
 * Control characters, which are no text: what terminals are steered with. Each question looks at no
 * more than the sequence that it is about, so that a text is gone through once.
 */
final class ControlCharacters {
    private static final char BELL = '\u0007';
    private static final char ESCAPE = '\u001b';
    private static final char CSI = '\u009b';

    private ControlCharacters() {}

    /** Whether a text may keep it: all but the controls, and of them the tab and line ends. */
    static boolean isText(char c) {
        return c >= ' ' ? c < 0x7F || c > 0x9F : c == '\n' || c == '\t' || c == '\r';
    }

    /** Whether it ends a line or a page. */
    static boolean isBreak(char c) {
        return c == '\u000b' || c == '\f' || c == '\u0085';
    }

    /**
     * Where the control sequence ends that begins at a control character: a colour, a cursor
     * movement, a window title. A character that begins none is a sequence of one.
     */
    static int end(CharSequence text, int at) {
        char c = text.charAt(at);
        if (c == CSI) {
            return orOne(at, parameters(text, at + 1));
        }
        if (c != ESCAPE || at + 1 == text.length()) {
            return at + 1;
        }
        char kind = text.charAt(at + 1);
        if (kind == '[') {
            return orOne(at, parameters(text, at + 2));
        }
        if (kind == ']') {
            return orOne(at, title(text, at + 2));
        }
        return orOne(at, kind >= '(' && kind <= '/' ? charset(text, at + 2) : 0);
    }

    private static int orOne(int at, int end) {
        return end == 0 ? at + 1 : end;
    }

    private static int parameters(CharSequence text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= '?') {
            i++;
        }
        return i < text.length() && text.charAt(i) >= '@' && text.charAt(i) <= '~' ? i + 1 : 0;
    }

    private static int charset(CharSequence text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '~' ? at + 1 : 0;
    }

    private static int title(CharSequence text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) != 0x7F) {
            i++;
        }
        if (i < text.length() && text.charAt(i) == BELL) {
            return i + 1;
        }
        boolean ended =
                i + 1 < text.length() && text.charAt(i) == ESCAPE && text.charAt(i + 1) == '\\';
        return ended ? i + 2 : 0;
    }
}
