package dev.crayfleet.contract;

import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the code blocks of a text, as Discord and Markdown define them: from a run of three or more
 * backticks to the next run that is as long or longer, anywhere in a line; and from a line that
 * begins with three or more tildes to the next line of as many or more. As at Discord, a block that
 * is never closed is none. Goes through a text once, from left to right.
 */
final class CodeSpans {
    private static final int MIN_FENCE = 3;

    /** Spaces before the tildes of a fence. */
    private static final int MAX_INDENT = 3;

    private final CharSequence text;

    /** By the length of a run: where the last run begins that is at least as long. */
    private final TreeMap<Integer, Integer> lastTicks = new TreeMap<>();

    private final TreeMap<Integer, Integer> lastTildes = new TreeMap<>();
    private int start;
    private int end;

    CodeSpans(CharSequence text) {
        this.text = text;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            int ticks = c == '`' ? runLength('`', i) : 0;
            int tildes = c == '~' ? closingTildes(i) : 0;
            if (ticks >= MIN_FENCE) {
                lastTicks.put(ticks, i);
            }
            if (tildes >= MIN_FENCE) {
                lastTildes.put(tildes, i);
            }
            i += Math.max(1, ticks + tildes);
        }
        propagateToShorter(lastTicks);
        propagateToShorter(lastTildes);
    }

    /** Where the current block begins; the text's length after the last one. */
    int start() {
        return start;
    }

    /** Behind the last character of the current block. */
    int end() {
        return end;
    }

    /** Goes to the next block. */
    void next() {
        for (int i = end; i < text.length(); ) {
            char c = text.charAt(i);
            int ticks = c == '`' ? runLength('`', i) : 0;
            int tildes = c == '~' && isLineStart(i) ? runLength('~', i) : 0;
            if (ticks >= MIN_FENCE && isClosedLater(lastTicks, ticks, i)) {
                setCurrent(i, closingFenceEnd('`', ticks, i + ticks));
                return;
            }
            if (tildes >= MIN_FENCE && isClosedLater(lastTildes, tildes, i)) {
                setCurrent(i, closingFenceEnd('~', tildes, i + tildes));
                return;
            }
            boolean escapes = c == '\\' && i + 1 < text.length() && isEscapable(text.charAt(i + 1));
            i += escapes ? 2 : Math.max(1, ticks + tildes);
        }
        setCurrent(text.length(), text.length());
    }

    /** Whether a backslash before it takes its meaning away. */
    static boolean isEscapable(char c) {
        return c == '`' || c == '\\';
    }

    private void setCurrent(int from, int to) {
        start = from;
        end = to;
    }

    /** Index behind the closing fence, which exists. */
    private int closingFenceEnd(char mark, int atLeast, int from) {
        for (int i = from; i < text.length(); ) {
            int length = mark == '`' ? runLength('`', i) : closingTildes(i);
            if (length >= atLeast) {
                return i + length;
            }
            i += Math.max(1, length);
        }
        throw new IllegalStateException("a code block has lost its closing fence");
    }

    private int runLength(char mark, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) == mark) {
            i++;
        }
        return i - at;
    }

    /** The length of a run of tildes that is alone on its line; else 0. */
    private int closingTildes(int at) {
        int length = isLineStart(at) ? runLength('~', at) : 0;
        int i = at + length;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        boolean alone = i == text.length() || text.charAt(i) == '\n' || text.charAt(i) == '\r';
        return alone ? length : 0;
    }

    /** Up to three spaces before it are allowed. */
    private boolean isLineStart(int at) {
        int i = at - 1;
        while (i >= 0 && i >= at - MAX_INDENT && text.charAt(i) == ' ') {
            i--;
        }
        return i < 0 || text.charAt(i) == '\n' || text.charAt(i) == '\r';
    }

    private static boolean isClosedLater(TreeMap<Integer, Integer> last, int length, int after) {
        Map.Entry<Integer, Integer> run = last.ceilingEntry(length);
        return run != null && run.getValue() > after;
    }

    private static void propagateToShorter(TreeMap<Integer, Integer> last) {
        int lastPosition = -1;
        for (Map.Entry<Integer, Integer> each : last.descendingMap().entrySet()) {
            lastPosition = Math.max(lastPosition, each.getValue());
            each.setValue(lastPosition);
        }
    }
}
