package dev.crayfleet.contract;

/**
 * Control characters and the sequences that control terminals. Each method reads no further than
 * the sequence that it is asked about, so that a text is read once.
 */
final class ControlCharacters {
    private static final char BELL = '\u0007';
    private static final char ESCAPE = '\u001b';
    private static final char CSI = '\u009b';

    private ControlCharacters() {}

    /** Whether a text may contain it: every character but the controls, and tab, LF and CR. */
    static boolean isText(char c) {
        return c >= ' ' ? c < 0x7F || c > 0x9F : c == '\n' || c == '\t' || c == '\r';
    }

    /** Whether it ends a line or a page. */
    static boolean isBreak(char c) {
        return c == '\u000b' || c == '\f' || c == '\u0085';
    }

    /**
     * Index behind the control sequence that begins at a control character: a colour, a cursor
     * movement, a window title. A control character that begins none is a sequence of one.
     */
    static int sequenceEnd(CharSequence text, int at) {
        char c = text.charAt(at);
        if (c == CSI) {
            return endOrNext(at, csiEnd(text, at + 1));
        }
        if (c != ESCAPE || at + 1 == text.length()) {
            return at + 1;
        }
        char kind = text.charAt(at + 1);
        if (kind == '[') {
            return endOrNext(at, csiEnd(text, at + 2));
        }
        if (kind == ']') {
            return endOrNext(at, oscEnd(text, at + 2));
        }
        return endOrNext(at, kind >= '(' && kind <= '/' ? charsetEnd(text, at + 2) : 0);
    }

    private static int endOrNext(int at, int end) {
        return end == 0 ? at + 1 : end;
    }

    private static int csiEnd(CharSequence text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= '?') {
            i++;
        }
        return i < text.length() && text.charAt(i) >= '@' && text.charAt(i) <= '~' ? i + 1 : 0;
    }

    private static int charsetEnd(CharSequence text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '~' ? at + 1 : 0;
    }

    private static int oscEnd(CharSequence text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) != 0x7F) {
            i++;
        }
        if (i < text.length() && text.charAt(i) == BELL) {
            return i + 1;
        }
        boolean hasTerminator =
                i + 1 < text.length() && text.charAt(i) == ESCAPE && text.charAt(i + 1) == '\\';
        return hasTerminator ? i + 2 : 0;
    }
}
