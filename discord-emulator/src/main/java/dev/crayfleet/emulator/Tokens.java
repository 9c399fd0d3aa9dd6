package dev.crayfleet.emulator;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Tokens that nobody takes for real ones. */
final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    static String next(String prefix) {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
