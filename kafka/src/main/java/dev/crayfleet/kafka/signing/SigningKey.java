package dev.crayfleet.kafka.signing;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for HMAC-SHA256, with the name by which signatures say which key they were made with.
 *
 * @param name 1 to 32 lower-case letters, digits and hyphens
 */
public record SigningKey(String name, SecretKey secret) {
    static final String ALGORITHM = "HmacSHA256";

    /** As long as the hash, which is the length that RFC 2104 recommends at least. */
    static final int BYTES = 32;

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is no such name
     */
    public SigningKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a key is 1 to 32 lower-case letters, digits and hyphens");
        }
    }

    /** A new one. */
    public static SigningKey random(String name) {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SigningKey(name, new SecretKeySpec(bytes, ALGORITHM));
    }

    /**
     * @param line the name, a space, and the secret in Base64
     * @throws IllegalArgumentException with a sentence for people, without the line
     */
    static SigningKey parse(String line) {
        String[] words = line.strip().split("\\s+", 3);
        byte[] bytes;
        try {
            bytes = words.length == 2 ? Base64.getDecoder().decode(words[1]) : new byte[0];
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length < BYTES) {
            throw new IllegalArgumentException(
                    "a key is a name, a space, and at least %d bytes in Base64".formatted(BYTES));
        }
        return new SigningKey(words[0], new SecretKeySpec(bytes, ALGORITHM));
    }

    String line() {
        return name + " " + Base64.getEncoder().encodeToString(secret.getEncoded());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SigningKey[" + name + "]";
    }
}
