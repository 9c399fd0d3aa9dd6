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
 * request's body, an attached file, standard input. What is meant is understood, or refused with a
 * sentence that says what to do; nothing is guessed, and no character is ever replaced by another.
 *
 * <p>A byte order mark is heeded and dropped. Without one the declared charset holds, and without
 * that UTF-8. NUL and halves of surrogate pairs are refused. Other control characters but tab, line
 * feed and carriage return are dropped, whole terminal sequences at a time, so that a log pasted
 * with its colours is the log; those that end a line or a page become line ends.
 *
 * <p>All of it takes time in proportion to the length.
 */
public final class Texts {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int SHOWN = 40;

    /** What is declared so has often been written on Windows, and is the same otherwise. */
    private static final Set<Charset> LATIN =
            Set.of(StandardCharsets.ISO_8859_1, Charset.forName("windows-1252"));

    private Texts() {}

    /**
     * A text of which nobody says in which charset it is.
     *
     * @throws IllegalArgumentException with a sentence for people, if the bytes are no text
     */
    public static String decode(byte[] bytes) {
        return decode(bytes, null);
    }

    /**
     * A text that may be declared to be in some charset.
     *
     * @param charset its name, as in {@code Content-Type}; null where none is declared
     * @throws IllegalArgumentException with a sentence for people, if there is no such charset, or
     *     the bytes are no text in it
     */
    public static String decode(byte[] bytes, @Nullable String charset) {
        return checked(characters(bytes, charset));
    }

    /**
     * A text that came as characters already: the same rule, where it still has something to say.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is no text
     */
    public static String checked(String text) {
        return checked((CharSequence) text);
    }

    /** The same, so that a test can count how often it looks. */
    static String checked(CharSequence text) {
        StringBuilder kept = null;
        int copied = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        for (int i = copied; i < text.length(); ) {
            char c = text.charAt(i);
            if (ControlCharacters.isText(c)) {
                i += Character.isSurrogate(c) ? pair(text, i) : 1;
            } else if (c == 0) {
                throw noText(i);
            } else {
                kept = kept == null ? new StringBuilder(text.length()) : kept;
                kept.append(text, copied, i).append(ControlCharacters.isBreak(c) ? "\n" : "");
                i = ControlCharacters.end(text, i);
                copied = i;
            }
        }
        if (kept == null) {
            return text.toString().substring(copied);
        }
        return kept.append(text, copied, text.length()).toString();
    }

    /**
     * Whether nothing in it can be seen: blanks of any kind, direction marks, fillers, variation
     * selectors. A task of such a text is none.
     */
    public static boolean isInvisible(String text) {
        return text.codePoints().allMatch(InvisibleCharacters::isBlank);
    }

    /**
     * A name or a sentence from outside as it may stand in a line of ours: without control
     * characters, without marks that turn the direction of what follows, and on one line.
     */
    public static String oneLine(String text) {
        return shown(text, ' ');
    }

    /** A text from outside as a terminal may show it: the same, but with its lines. */
    public static String printable(String text) {
        return shown(text, '\n');
    }

    /**
     * Bytes as the characters they are, controls included; for JSON, whose parser sees to the rest.
     *
     * @throws IllegalArgumentException with a sentence for people, if they are no text
     */
    static String characters(byte[] bytes, @Nullable String charset) {
        Mark mark = Mark.of(bytes);
        Charset wanted = mark == Mark.NONE ? declared(charset) : mark.charset;
        ByteBuffer in = ByteBuffer.wrap(bytes, mark.length, bytes.length - mark.length);
        try {
            String text = wanted.newDecoder().decode(in).toString();
            int nul = text.indexOf(0);
            if (nul >= 0) {
                throw noText(nul);
            }
            return text;
        } catch (CharacterCodingException broken) {
            throw new IllegalArgumentException(
                    "this is no %s text: byte %,d cannot be read. Save it as UTF-8%s and send it again"
                            .formatted(
                                    wanted.name(),
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
            return LATIN.contains(charset) ? Charset.forName("windows-1252") : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new IllegalArgumentException(
                    "the charset \"%s\" is not known here. Send it as UTF-8"
                            .formatted(oneLine(Limits.cut(plain, SHOWN))),
                    unknown);
        }
    }

    static String shown(CharSequence text, char lineEnd) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = Character.codePointAt(text, i);
            int next = i + Character.charCount(point);
            if (point == '\r' && next < text.length() && text.charAt(next) == '\n') {
                next++;
            }
            if (isLineEnd(point)) {
                kept.append(lineEnd);
            } else if (InvisibleCharacters.isHalf(point)) {
                kept.append('\uFFFD');
            } else if (point == '\t') {
                kept.append(lineEnd == '\n' ? '\t' : ' ');
            } else if (point <= 0x9F && !ControlCharacters.isText((char) point)) {
                next = ControlCharacters.end(text, i);
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

    /** How many characters a surrogate pair has; half of one is no text. */
    private static int pair(CharSequence text, int at) {
        if (!InvisibleCharacters.isHalf(Character.codePointAt(text, at))) {
            return 2;
        }
        throw new IllegalArgumentException(
                "character %,d is half of one (a lone surrogate), as a program leaves it that cuts a text in the middle of an emoji. Send the text whole"
                        .formatted(at + 1));
    }

    private static IllegalArgumentException noText(int at) {
        return new IllegalArgumentException(
                "character %,d is NUL, so this is no text: a binary file has such bytes, or UTF-16 without a byte order mark. Save it as UTF-8 and send it again"
                        .formatted(at + 1));
    }

    /** A byte order mark. */
    private enum Mark {
        UTF_32LE(Charset.forName("UTF-32LE"), 0xFF, 0xFE, 0, 0),
        UTF_32BE(Charset.forName("UTF-32BE"), 0, 0, 0xFE, 0xFF),
        UTF_8(StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF),
        UTF_16LE(StandardCharsets.UTF_16LE, 0xFF, 0xFE),
        UTF_16BE(StandardCharsets.UTF_16BE, 0xFE, 0xFF),
        NONE(StandardCharsets.UTF_8);

        private final Charset charset;
        private final int[] bytes;
        private final int length;

        Mark(Charset charset, int... bytes) {
            this.charset = charset;
            this.bytes = bytes;
            this.length = bytes.length;
        }

        static Mark of(byte[] value) {
            for (Mark mark : values()) {
                if (mark.begins(value)) {
                    return mark;
                }
            }
            return NONE;
        }

        private boolean begins(byte[] value) {
            for (int i = 0; i < length; i++) {
                if (i == value.length || (value[i] & 0xFF) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
