package dev.crayfleet.runner;

import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands in the files of secrets that a runner's settings name: agents of the same user can
 * read them too, and must not be able to print them.
 */
final class SecretFiles {
    private static final List<String> SETTINGS =
            List.of("crayfleet.http.token-file", "crayfleet.signing.keys-file");

    /** As much as such a file may have. */
    private static final int MAX_BYTES = 4_096;

    /** Shorter words are names. */
    private static final int MIN_CHARS = 32;

    private SecretFiles() {}

    /** Tokens and keys; none of a file that cannot be read, about which others complain. */
    static Stream<String> secrets(Environment settings) {
        return SETTINGS.stream()
                .flatMap(name -> settings.getProperty(name, String.class).stream())
                .filter(file -> !file.isBlank())
                .flatMap(file -> words(file.strip()));
    }

    private static Stream<String> words(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.stripLeading().startsWith("#"))
                    .flatMap(line -> Stream.of(line.split("\\s+", -1)))
                    .filter(word -> word.length() >= MIN_CHARS);
        } catch (IOException | InvalidPathException e) {
            return Stream.empty();
        }
    }
}
