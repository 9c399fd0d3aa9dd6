package dev.crayfleet.emulator;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random tokens with a prefix that tells them from real ones. */
final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    static String random(String prefix) {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
