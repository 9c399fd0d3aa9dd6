package dev.crayfleet.kafka.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with one token for HTTP: alone, or as the header in which it is sent, so that {@code curl
 * -H @FILE} sends it without showing it to who lists processes.
 */
public final class TokenFile {
    private static final String HEADER = "Authorization: Bearer ";
    private static final int MAX_BYTES = 1_024;
    private static final Pattern TOKEN =
            Pattern.compile("(?i:Authorization:\\s{0,9}Bearer\\s{1,9})?(\\S+)");
    private static final Pattern HASH = Pattern.compile("sha256:([0-9a-f]{64})");

    private TokenFile() {}

    /** What is written to a file for a token. */
    public static byte[] content(String token) {
        return (HEADER + token + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** What is written to a file for services that must not have the token. */
    public static byte[] hashContent(String token) {
        return ("sha256:" + BearerToken.hash(token) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The token in a file.
     *
     * @throws IllegalArgumentException with a sentence for people that never quotes the file, if it
     *     cannot be read, has no token, or everybody on the machine may read it
     */
    public static String token(Path file) {
        String text = read(file);
        Matcher found = TOKEN.matcher(text);
        if (!found.matches() || !BearerToken.isWellFormed(found.group(1))) {
            throw new IllegalArgumentException(
                    "there is no token in %s: one begins with %s, and crayfleet token create NAME --file makes such a file"
                            .formatted(file, BearerToken.PREFIX));
        }
        return found.group(1);
    }

    /**
     * The hash of the token in a file, which may have the hash only: {@code sha256:} and 64
     * hexadecimal digits.
     *
     * @throws IllegalArgumentException as {@link #token} does
     */
    public static String hash(Path file) {
        Matcher hash = HASH.matcher(read(file));
        return hash.matches() ? hash.group(1) : BearerToken.hash(token(file));
    }

    private static String read(Path file) {
        try {
            if (isReadableByAll(file)) {
                throw new IllegalArgumentException(
                        "everybody on this machine may read the token in %s: chmod o-r takes that away"
                                .formatted(file));
            }
            try (InputStream in = Files.newInputStream(file)) {
                return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "there is no file %s with a token; crayfleet token create NAME --file makes one"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the token in %s cannot be read by user %s"
                            .formatted(file, System.getProperty("user.name", "unknown")),
                    e);
        }
    }

    private static boolean isReadableByAll(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }
}
