package dev.crayfleet.ingest.http;

import dev.crayfleet.contract.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The header {@code Idempotency-Key}: any text, quoted or not. The same key means the same task. A
 * key that is no valid task id is hashed.
 */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";

    private static final String PREFIX = "http-";
    private static final String HASHED_PREFIX = PREFIX + "sha256-";

    private IdempotencyKey() {}

    /**
     * The id of the task that is posted with it.
     *
     * @param values of the header; none makes a new id
     * @throws IllegalArgumentException with a sentence for people, if it is empty, or there are two
     *     that differ
     */
    static TaskId id(List<String> values) {
        List<String> keys = values.stream().map(IdempotencyKey::unquoted).distinct().toList();
        if (keys.isEmpty()) {
            return new TaskId(PREFIX + UUID.randomUUID());
        }
        if (keys.size() > 1) {
            throw new IllegalArgumentException(
                    "Two different headers Idempotency-Key; send one of them.");
        }
        String key = keys.getFirst();
        if (key.isBlank()) {
            throw new IllegalArgumentException(
                    "The header Idempotency-Key is empty. Give it a value that is the task's own, or leave it out.");
        }
        try {
            return new TaskId(PREFIX + key);
        } catch (IllegalArgumentException notAnId) {
            return new TaskId(HASHED_PREFIX + sha256(key));
        }
    }

    /** Removes the quotes of a string as in RFC 8941, which the draft for this header demands. */
    private static String unquoted(String value) {
        String text = value.strip();
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return text;
        }
        StringBuilder key = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            boolean escapes = text.charAt(i) == '\\' && i + 1 < text.length() - 1;
            key.append(text.charAt(escapes ? ++i : i));
        }
        return key.toString();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
