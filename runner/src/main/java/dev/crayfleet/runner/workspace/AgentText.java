package dev.crayfleet.runner.workspace;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What an agent wrote, as text: UTF-8, or UTF-16 where a mark at its beginning says so. What is not
 * wholly text is none, and never a text with holes.
 */
sealed interface AgentText {
    /** Without the mark at its beginning. */
    record Readable(String text) implements AgentText {}

    /**
     * @param why for people: {@code byte 7 is no UTF-8}
     */
    record NoText(String why) implements AgentText {}

    static AgentText of(BoundedFile.Content content) {
        byte[] bytes = content.bytes();
        if (begins(bytes, 0xff, 0xfe)) {
            return decoded(bytes, 2, StandardCharsets.UTF_16LE, content.whole());
        }
        if (begins(bytes, 0xfe, 0xff)) {
            return decoded(bytes, 2, StandardCharsets.UTF_16BE, content.whole());
        }
        int mark = begins(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
        return decoded(bytes, mark, StandardCharsets.UTF_8, content.whole());
    }

    private static boolean begins(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param whole if not, what was cut in the middle of its last character is text all the same
     */
    private static AgentText decoded(byte[] bytes, int from, Charset charset, boolean whole) {
        CharsetDecoder decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate(bytes.length - from);
        CoderResult result = decoder.decode(in, out, whole);
        if (result.isError()) {
            return new NoText("byte %,d is no %s".formatted(in.position() + 1, charset));
        }
        String text = out.flip().toString();
        int nul = text.indexOf('\0');
        return nul < 0
                ? new Readable(text)
                : new NoText("character %,d is a NUL".formatted(nul + 1));
    }

    /** Whether there is anything in it that can be seen. */
    static boolean isVisible(String text) {
        return text.codePoints().anyMatch(AgentText::isVisible);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
