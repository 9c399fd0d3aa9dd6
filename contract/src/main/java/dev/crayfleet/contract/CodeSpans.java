package dev.crayfleet.contract;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where a text shows blocks of code, as Discord and Markdown do: from a run of three or more
 * backticks to the next run that is as long, wherever they stand; and from a line that begins with
 * three or more tildes to the next line of as many. A block that is never closed is none, as
 * Discord has it. Goes through a text once, from left to right.
 */
final class CodeSpans {
    private static final int FENCE = 3;

    private final CharSequence text;

    /** By the length of a run: where the last run begins that is as long, or longer. */
    private final TreeMap<Integer, Integer> lastTicks = new TreeMap<>();

    private final TreeMap<Integer, Integer> lastTildes = new TreeMap<>();
    private int start;
    private int end;

    CodeSpans(CharSequence text) {
        this.text = text;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            int ticks = c == '`' ? run('`', i) : 0;
            int tildes = c == '~' ? closingTildes(i) : 0;
            if (ticks >= FENCE) {
                lastTicks.put(ticks, i);
            }
            if (tildes >= FENCE) {
                lastTildes.put(tildes, i);
            }
            i += Math.max(1, ticks + tildes);
        }
        fillDown(lastTicks);
        fillDown(lastTildes);
    }

    /** Where the block that was found begins; the text's length if there is none any more. */
    int start() {
        return start;
    }

    /** Behind its last character. */
    int end() {
        return end;
    }

    /** Finds the next block, behind the one that was found before. */
    void next() {
        for (int i = end; i < text.length(); ) {
            char c = text.charAt(i);
            int ticks = c == '`' ? run('`', i) : 0;
            int tildes = c == '~' && isLineStart(i) ? run('~', i) : 0;
            if (ticks >= FENCE && comesAgain(lastTicks, ticks, i)) {
                found(i, closing('`', ticks, i + ticks));
                return;
            }
            if (tildes >= FENCE && comesAgain(lastTildes, tildes, i)) {
                found(i, closing('~', tildes, i + tildes));
                return;
            }
            boolean quotes = c == '\\' && i + 1 < text.length() && isQuotable(text.charAt(i + 1));
            i += quotes ? 2 : Math.max(1, ticks + tildes);
        }
        found(text.length(), text.length());
    }

    /** What a backslash in front takes the meaning from. */
    static boolean isQuotable(char c) {
        return c == '`' || c == '\\';
    }

    private void found(int from, int to) {
        start = from;
        end = to;
    }

    /** Behind the run that closes; there is one. */
    private int closing(char mark, int atLeast, int from) {
        for (int i = from; i < text.length(); ) {
            int length = mark == '`' ? run('`', i) : closingTildes(i);
            if (length >= atLeast) {
                return i + length;
            }
            i += Math.max(1, length);
        }
        throw new IllegalStateException("the run that closes a block was seen, and is gone");
    }

    private int run(char mark, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) == mark) {
            i++;
        }
        return i - at;
    }

    /** The length of a run of tildes that stands alone on its line; else 0. */
    private int closingTildes(int at) {
        int length = isLineStart(at) ? run('~', at) : 0;
        int i = at + length;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        boolean alone = i == text.length() || text.charAt(i) == '\n' || text.charAt(i) == '\r';
        return alone ? length : 0;
    }

    /** Up to three spaces may stand before it. */
    private boolean isLineStart(int at) {
        int i = at - 1;
        while (i >= 0 && i >= at - FENCE && text.charAt(i) == ' ') {
            i--;
        }
        return i < 0 || text.charAt(i) == '\n' || text.charAt(i) == '\r';
    }

    private static boolean comesAgain(TreeMap<Integer, Integer> last, int length, int after) {
        Map.Entry<Integer, Integer> run = last.ceilingEntry(length);
        return run != null && run.getValue() > after;
    }

    private static void fillDown(TreeMap<Integer, Integer> last) {
        int latest = -1;
        for (Map.Entry<Integer, Integer> each : last.descendingMap().entrySet()) {
            latest = Math.max(latest, each.getValue());
            each.setValue(latest);
        }
    }
}
