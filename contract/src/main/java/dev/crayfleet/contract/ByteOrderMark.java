package dev.crayfleet.contract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The byte order mark that a text begins with. */
enum ByteOrderMark {
    // UTF-32LE before UTF-16LE, whose mark it begins with.
    UTF_32LE(Charset.forName("UTF-32LE"), 0xFF, 0xFE, 0, 0),
    UTF_32BE(Charset.forName("UTF-32BE"), 0, 0, 0xFE, 0xFF),
    UTF_8(StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF),
    UTF_16LE(StandardCharsets.UTF_16LE, 0xFF, 0xFE),
    UTF_16BE(StandardCharsets.UTF_16BE, 0xFE, 0xFF),
    NONE(StandardCharsets.UTF_8);

    private final Charset charset;
    private final int[] bytes;

    ByteOrderMark(Charset charset, int... bytes) {
        this.charset = charset;
        this.bytes = bytes;
    }

    static ByteOrderMark of(byte[] text) {
        for (ByteOrderMark mark : values()) {
            if (mark.begins(text)) {
                return mark;
            }
        }
        return NONE;
    }

    Charset charset() {
        return charset;
    }

    /** Bytes; 0 for {@link #NONE}. */
    int length() {
        return bytes.length;
    }

    private boolean begins(byte[] text) {
        for (int i = 0; i < bytes.length; i++) {
            if (i == text.length || (text[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
