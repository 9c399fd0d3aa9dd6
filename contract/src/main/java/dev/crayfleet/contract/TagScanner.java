package dev.crayfleet.contract;

import static dev.crayfleet.contract.TagCharacters.toAscii;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tags out of a text, in one pass. A tag counts only in running text: text in code blocks
 * ({@link CodeSpans}) and in inline code ({@link InlineCode}) stays unchanged, and so does a tag
 * behind a backslash, which is dropped. Brackets, colons and letters may be full-width, and
 * invisible characters may stand between.
 */
final class TagScanner {
    private static final Set<String> KEYS =
            Set.of(
                    "model",
                    "thinking",
                    "agent",
                    "worker",
                    "needs",
                    "timeout",
                    "retries",
                    "priority");
    private static final int MAX_KEY_CHARS = 8;

    /** A longer value is not allowed for any tag, so it need not be normalised. */
    private static final int MAX_NORMALISED_CHARS = 512;

    private final CharSequence text;
    private final StringBuilder rest = new StringBuilder();
    private final List<Tag> tags = new ArrayList<>();

    /** End of the stretch of running text that is being scanned. */
    private int stretchEnd;

    /** Everything before this index has been copied to {@link #rest}, or left out. */
    private int copiedTo;

    /** The next closing bracket or line end, as far as it has been searched for; else -1. */
    private int nextTagEnd = -1;

    /**
     * @param key one of those that are known, in lower case
     * @param value without blanks around it
     */
    record Tag(String key, String value) {}

    /** Where a tag's value is. */
    private record TagSpan(String key, int valueFrom, int valueTo) {}

    private TagScanner(CharSequence text, int from) {
        this.text = text;
        this.copiedTo = from;
    }

    /**
     * Scans a text.
     *
     * @param from index to begin at; what is before is dropped
     */
    static TagScanner of(CharSequence text, int from) {
        TagScanner scanner = new TagScanner(text, from);
        scanner.scan(from);
        return scanner;
    }

    /** In the order of the text. */
    List<Tag> tags() {
        return tags;
    }

    /** The text without its tags. */
    String rest() {
        return rest.toString();
    }

    private void scan(int from) {
        CodeSpans codeBlocks = new CodeSpans(text);
        int next = from;
        while (next < text.length()) {
            while (codeBlocks.end() <= next && codeBlocks.start() < text.length()) {
                codeBlocks.next();
            }
            scanStretch(next, Math.max(next, codeBlocks.start()));
            next = Math.max(next, codeBlocks.end());
        }
        rest.append(text, copiedTo, text.length());
    }

    private void scanStretch(int from, int to) {
        stretchEnd = to;
        nextTagEnd = -1;
        InlineCode code = new InlineCode(text, from, to);
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            if (c == '\\') {
                i = skipEscape(i);
            } else if (c == '`') {
                i = code.endOf(i);
            } else {
                i = toAscii(c) == '[' ? takeTag(i, from) : i + 1;
            }
        }
    }

    private int takeTag(int bracket, int stretchStart) {
        TagSpan tag = tagAt(bracket);
        if (tag == null) {
            return bracket + 1;
        }
        tags.add(new Tag(tag.key(), value(tag)));
        boolean blankBefore =
                bracket > Math.max(stretchStart, copiedTo)
                        && TagCharacters.isBlank(text.charAt(bracket - 1));
        rest.append(text, copiedTo, blankBefore ? bracket - 1 : bracket);
        copiedTo = tag.valueTo() + 1;
        return copiedTo;
    }

    /**
     * A backslash before a tag is dropped, and the tag stays. Before a backtick or another
     * backslash it stays, and they have no meaning of their own. Anywhere else it is an ordinary
     * character.
     */
    private int skipEscape(int backslash) {
        if (backslash + 1 >= stretchEnd) {
            return backslash + 1;
        }
        char next = text.charAt(backslash + 1);
        if (CodeSpans.isEscapable(next)) {
            return backslash + 2;
        }
        TagSpan tag = toAscii(next) == '[' ? tagAt(backslash + 1) : null;
        if (tag == null) {
            return backslash + 1;
        }
        rest.append(text, copiedTo, backslash);
        copiedTo = backslash + 1;
        return tag.valueTo() + 1;
    }

    private @Nullable TagSpan tagAt(int bracket) {
        int i = skipBlank(bracket + 1);
        StringBuilder letters = new StringBuilder(MAX_KEY_CHARS + 1);
        while (i < stretchEnd && letters.length() <= MAX_KEY_CHARS) {
            int point = Character.codePointAt(text, i);
            if (!InvisibleCharacters.isIgnorable(point)) {
                char letter = toAscii(text.charAt(i));
                if (!TagCharacters.isAsciiLetter(letter)) {
                    break;
                }
                letters.append(letter);
            }
            i += Character.charCount(point);
        }
        String key = letters.toString().toLowerCase(Locale.ROOT);
        i = skipBlank(i);
        if (!KEYS.contains(key) || i >= stretchEnd || toAscii(text.charAt(i)) != ':') {
            return null;
        }
        int to = tagEndFrom(i + 1);
        return to < stretchEnd && toAscii(text.charAt(to)) == ']'
                ? new TagSpan(key, i + 1, to)
                : null;
    }

    /** Called with rising indices only, so that no character is searched twice. */
    private int tagEndFrom(int from) {
        if (nextTagEnd < from) {
            nextTagEnd = from;
            while (nextTagEnd < stretchEnd && !TagCharacters.endsTag(text.charAt(nextTagEnd))) {
                nextTagEnd++;
            }
        }
        return nextTagEnd;
    }

    private int skipBlank(int from) {
        int i = from;
        while (i < stretchEnd) {
            int point = Character.codePointAt(text, i);
            if (!Character.isWhitespace(toAscii(text.charAt(i)))
                    && !InvisibleCharacters.isIgnorable(point)) {
                break;
            }
            i += Character.charCount(point);
        }
        return i;
    }

    private String value(TagSpan tag) {
        StringBuilder visible = new StringBuilder();
        for (int i = tag.valueFrom(); i < tag.valueTo(); ) {
            int point = Character.codePointAt(text, i);
            if (!InvisibleCharacters.isIgnorable(point)) {
                visible.appendCodePoint(
                        Character.isBmpCodePoint(point) ? toAscii((char) point) : point);
            }
            i += Character.charCount(point);
        }
        String value = visible.toString().strip();
        // Normalisation of many combining marks in a row takes more than linear time.
        return value.length() > MAX_NORMALISED_CHARS
                ? value
                : Normalizer.normalize(value, Normalizer.Form.NFC);
    }
}
