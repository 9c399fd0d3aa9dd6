package dev.crayfleet.contract;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tags out of a text, in one pass. A tag is one only in running text: what stands in code
 * ({@link CodeSpans}, or between backticks) is the author's to the letter, and so is what a
 * backslash stands in front of, which is dropped. Brackets, colons and letters may be full-width,
 * and marks that nobody sees may stand between.
 */
final class TagScanner {
    private static final Set<String> KEYS =
            Set.of("model", "thinking", "agent", "worker", "timeout", "retries", "priority");
    private static final int LONGEST_KEY = 8;

    /** A longer value is no tag's, whatever it says; characters. */
    private static final int LONGEST_NORMALISED = 512;

    private final CharSequence text;
    private final StringBuilder rest = new StringBuilder();
    private final List<Tag> tags = new ArrayList<>();

    /** Where running text goes to, and where what stands before is in {@link #rest} to. */
    private int end;

    private int copied;

    /** The next bracket that closes, or line's end, as far as it was looked for. */
    private int stop = -1;

    /** Where the last runs of one and of two backticks begin, in this stretch of running text. */
    private final int[] lastTicks = new int[3];

    /**
     * @param key one of those that are known, in lower case
     * @param value without blanks around it
     */
    record Tag(String key, String value) {}

    /** A tag's place. */
    private record Place(String key, int valueFrom, int valueTo) {}

    private TagScanner(CharSequence text, int from) {
        this.text = text;
        this.copied = from;
    }

    /**
     * Goes through a text.
     *
     * @param from where to begin, 0 or more
     */
    static TagScanner of(CharSequence text, int from) {
        TagScanner scanner = new TagScanner(text, from);
        scanner.scan(from);
        return scanner;
    }

    /** In their order. */
    List<Tag> tags() {
        return tags;
    }

    /** The text without its tags. */
    String rest() {
        return rest.toString();
    }

    private void scan(int from) {
        CodeSpans blocks = new CodeSpans(text);
        int begin = from;
        while (begin < text.length()) {
            while (blocks.end() <= begin && blocks.start() < text.length()) {
                blocks.next();
            }
            running(begin, Math.max(begin, blocks.start()));
            begin = Math.max(begin, blocks.end());
        }
        rest.append(text, copied, text.length());
    }

    private void running(int from, int to) {
        end = to;
        stop = -1;
        findLastTicks(from);
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            if (c == '\\') {
                i = backslash(i);
            } else if (c == '`') {
                i = inlineCode(i);
            } else {
                i = ascii(c) == '[' ? bracket(i, from) : i + 1;
            }
        }
    }

    private int bracket(int at, int from) {
        Place tag = tagAt(at);
        if (tag == null) {
            return at + 1;
        }
        tags.add(new Tag(tag.key(), value(tag)));
        boolean blank = at > Math.max(from, copied) && isBlank(text.charAt(at - 1));
        rest.append(text, copied, blank ? at - 1 : at);
        copied = tag.valueTo() + 1;
        return copied;
    }

    /** Quotes a tag, and is dropped; or quotes itself or a backtick; or is only a backslash. */
    private int backslash(int at) {
        if (at + 1 >= end) {
            return at + 1;
        }
        char next = text.charAt(at + 1);
        if (CodeSpans.isQuotable(next)) {
            return at + 2;
        }
        Place tag = ascii(next) == '[' ? tagAt(at + 1) : null;
        if (tag == null) {
            return at + 1;
        }
        rest.append(text, copied, at);
        copied = at + 1;
        return tag.valueTo() + 1;
    }

    private int inlineCode(int at) {
        int ticks = ticks(at);
        if (ticks >= lastTicks.length || lastTicks[ticks] < at + ticks) {
            return at + ticks;
        }
        int i = at + ticks;
        while (true) {
            int run = ticks(i);
            if (run == ticks) {
                return i + run;
            }
            i += Math.max(1, run);
        }
    }

    private void findLastTicks(int from) {
        lastTicks[1] = -1;
        lastTicks[2] = -1;
        for (int i = from; i < end; ) {
            int run = ticks(i);
            if (run > 0 && run < lastTicks.length) {
                lastTicks[run] = i;
            }
            i += Math.max(1, run);
        }
    }

    private int ticks(int at) {
        int i = at;
        while (i < end && text.charAt(i) == '`') {
            i++;
        }
        return i - at;
    }

    private @Nullable Place tagAt(int bracket) {
        int i = skipBlank(bracket + 1);
        StringBuilder key = new StringBuilder(LONGEST_KEY + 1);
        while (i < end && key.length() <= LONGEST_KEY) {
            int point = Character.codePointAt(text, i);
            if (!InvisibleCharacters.isIgnorable(point)) {
                char letter = ascii(text.charAt(i));
                if (!isLetter(letter)) {
                    break;
                }
                key.append(letter);
            }
            i += Character.charCount(point);
        }
        String name = key.toString().toLowerCase(Locale.ROOT);
        i = skipBlank(i);
        if (!KEYS.contains(name) || i >= end || ascii(text.charAt(i)) != ':') {
            return null;
        }
        int to = stopFrom(i + 1);
        return to < end && ascii(text.charAt(to)) == ']' ? new Place(name, i + 1, to) : null;
    }

    /** Asked for places in rising order only, so that each character is looked at once. */
    private int stopFrom(int from) {
        if (stop < from) {
            stop = from;
            while (stop < end && !isStop(text.charAt(stop))) {
                stop++;
            }
        }
        return stop;
    }

    private int skipBlank(int from) {
        int i = from;
        while (i < end) {
            int point = Character.codePointAt(text, i);
            if (!Character.isWhitespace(ascii(text.charAt(i)))
                    && !InvisibleCharacters.isIgnorable(point)) {
                break;
            }
            i += Character.charCount(point);
        }
        return i;
    }

    private String value(Place tag) {
        StringBuilder value = new StringBuilder();
        for (int i = tag.valueFrom(); i < tag.valueTo(); ) {
            int point = Character.codePointAt(text, i);
            if (!InvisibleCharacters.isIgnorable(point)) {
                value.appendCodePoint(
                        Character.isBmpCodePoint(point) ? ascii((char) point) : point);
            }
            i += Character.charCount(point);
        }
        String plain = value.toString().strip();
        // To order a long run of combining marks takes more than its length.
        return plain.length() > LONGEST_NORMALISED
                ? plain
                : Normalizer.normalize(plain, Normalizer.Form.NFC);
    }

    private static boolean isStop(char c) {
        return c == '\n' || c == '\r' || ascii(c) == ']';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u3000';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** What a keyboard for Chinese, Japanese or Korean writes for it. */
    private static char ascii(char c) {
        if (c < 0x3000) {
            return c;
        }
        return switch (c) {
            case '\u3000' -> ' ';
            case '【' -> '[';
            case '】' -> ']';
            default -> c >= '！' && c <= '～' ? (char) (c - 0xFEE0) : c;
        };
    }
}
