package dev.crayfleet.contract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one rule by which bytes from outside become a text, whichever way they came: a record, a
 * request's body, an attached file, standard input. What cannot be read for certain is refused,
 * with a sentence that says what to do; no character is ever replaced by another.
 *
 * <p>A byte order mark decides the charset and is dropped. Without one the declared charset holds,
 * and without that UTF-8. NUL and lone surrogates are refused. Other control characters but tab,
 * line feed and carriage return are dropped, whole terminal sequences at a time, so that a log
 * pasted with its colours is the log; those that end a line or a page become line ends.
 *
 * <p>Every method takes time in proportion to the length.
 */
public final class Texts {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int MAX_SHOWN_CHARS = 40;

    /** Both are read as windows-1252, which ISO-8859-1 is often declared for. */
    private static final Set<Charset> LATIN_CHARSETS =
            Set.of(StandardCharsets.ISO_8859_1, Charset.forName("windows-1252"));

    private Texts() {}

    /**
     * A text without a declared charset.
     *
     * @throws IllegalArgumentException with a sentence for people, if the bytes are no text
     */
    public static String decode(byte[] bytes) {
        return decode(bytes, null);
    }

    /**
     * A text with a declared charset.
     *
     * @param charset its name, as in {@code Content-Type}; null where none is declared
     * @throws IllegalArgumentException with a sentence for people, if there is no such charset, or
     *     the bytes are no text in it
     */
    public static String decode(byte[] bytes, @Nullable String charset) {
        return checked(characters(bytes, charset));
    }

    /**
     * Applies the rule to a text that came as characters.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is no text
     */
    public static String checked(String text) {
        return checked((CharSequence) text);
    }

    /** The same; takes a CharSequence so that a test can count accesses. */
    static String checked(CharSequence text) {
        StringBuilder kept = null;
        int copiedTo = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        for (int i = copiedTo; i < text.length(); ) {
            char c = text.charAt(i);
            if (ControlCharacters.isText(c)) {
                i += Character.isSurrogate(c) ? surrogatePairLength(text, i) : 1;
            } else if (c == 0) {
                throw containsNul(i);
            } else {
                kept = kept == null ? new StringBuilder(text.length()) : kept;
                kept.append(text, copiedTo, i).append(ControlCharacters.isBreak(c) ? "\n" : "");
                i = ControlCharacters.sequenceEnd(text, i);
                copiedTo = i;
            }
        }
        if (kept == null) {
            return text.toString().substring(copiedTo);
        }
        return kept.append(text, copiedTo, text.length()).toString();
    }

    /**
     * Whether nothing in it can be seen: blanks of any kind, direction marks, fillers, variation
     * selectors. Such a text is an empty task.
     */
    public static boolean isInvisible(String text) {
        return text.codePoints().allMatch(InvisibleCharacters::isBlank);
    }

    /**
     * Makes a text from outside safe to stand within a line: no control characters, no marks that
     * change the direction of what follows, and no line ends.
     */
    public static String oneLine(String text) {
        return withoutControls(text, ' ');
    }

    /**
     * Makes a text from outside safe to be shown by a terminal: the same, but it keeps its lines.
     */
    public static String printable(String text) {
        return withoutControls(text, '\n');
    }

    /**
     * Decodes bytes, but keeps control characters; for JSON, which has its own rule for them.
     *
     * @throws IllegalArgumentException with a sentence for people, if they are no text
     */
    static String characters(byte[] bytes, @Nullable String charset) {
        ByteOrderMark mark = ByteOrderMark.of(bytes);
        Charset actual = mark == ByteOrderMark.NONE ? declared(charset) : mark.charset();
        ByteBuffer in = ByteBuffer.wrap(bytes, mark.length(), bytes.length - mark.length());
        try {
            String text = actual.newDecoder().decode(in).toString();
            int nul = text.indexOf(0);
            if (nul >= 0) {
                throw containsNul(nul);
            }
            return text;
        } catch (CharacterCodingException broken) {
            throw new IllegalArgumentException(
                    "this is no %s text: byte %,d cannot be read. Save it as UTF-8%s and send it again"
                            .formatted(
                                    actual.name(),
                                    in.position() + 1,
                                    charset == null ? "" : ", or declare the charset that it has,"),
                    broken);
        }
    }

    private static Charset declared(@Nullable String name) {
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        String plain = name.strip().replace("\"", "");
        try {
            Charset charset = Charset.forName(plain);
            if (charset.equals(StandardCharsets.UTF_16)
                    || charset.name().toLowerCase(Locale.ROOT).equals("utf-32")) {
                throw new IllegalArgumentException(
                        "%s without a byte order mark may be read in two ways. Declare %sLE or %sBE, or send UTF-8"
                                .formatted(charset, charset, charset));
            }
            return LATIN_CHARSETS.contains(charset) ? Charset.forName("windows-1252") : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new IllegalArgumentException(
                    "the charset \"%s\" is not known here. Send it as UTF-8"
                            .formatted(oneLine(Limits.cut(plain, MAX_SHOWN_CHARS))),
                    unknown);
        }
    }

    static String withoutControls(CharSequence text, char lineEnd) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = Character.codePointAt(text, i);
            int next = i + Character.charCount(point);
            if (point == '\r' && next < text.length() && text.charAt(next) == '\n') {
                next++;
            }
            if (isLineEnd(point)) {
                kept.append(lineEnd);
            } else if (InvisibleCharacters.isLoneSurrogate(point)) {
                kept.append('\uFFFD');
            } else if (point == '\t') {
                kept.append(lineEnd == '\n' ? '\t' : ' ');
            } else if (point <= 0x9F && !ControlCharacters.isText((char) point)) {
                next = ControlCharacters.sequenceEnd(text, i);
            } else if (!InvisibleCharacters.disordersLines(point)) {
                kept.appendCodePoint(point);
            }
            i = next;
        }
        return kept.toString();
    }

    private static boolean isLineEnd(int point) {
        return point == '\n'
                || point == '\r'
                || point == 0x2028
                || point == 0x2029
                || (point <= 0x9F && ControlCharacters.isBreak((char) point));
    }

    /** Returns 2; refuses a lone surrogate. */
    private static int surrogatePairLength(CharSequence text, int at) {
        if (!InvisibleCharacters.isLoneSurrogate(Character.codePointAt(text, at))) {
            return 2;
        }
        throw new IllegalArgumentException(
                "character %,d is half of one (a lone surrogate), as a program leaves it that cuts a text in the middle of an emoji. Send the text whole"
                        .formatted(at + 1));
    }

    private static IllegalArgumentException containsNul(int at) {
        return new IllegalArgumentException(
                "character %,d is NUL, so this is no text: a binary file has such bytes, or UTF-16 without a byte order mark. Save it as UTF-8 and send it again"
                        .formatted(at + 1));
    }
}
