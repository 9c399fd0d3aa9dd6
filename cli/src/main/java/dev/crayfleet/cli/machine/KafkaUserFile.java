package dev.crayfleet.cli.machine;

import dev.crayfleet.kafka.client.ClientLogin;
import dev.crayfleet.kafka.client.ClientProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file by which one user logs in to Kafka.
 *
 * @param path of it
 */
public record KafkaUserFile(Path path) {
    public boolean exists() {
        return Files.exists(path);
    }

    /**
     * The password that stands in it.
     *
     * @throws IllegalArgumentException with a sentence for people that does not quote it, if it
     *     cannot be read, or is another user's
     */
    public String passwordOf(String user) {
        Map<String, String> settings = ClientProperties.read(path);
        String its = ClientLogin.user(settings).orElse("");
        if (!its.equals(user)) {
            throw new IllegalArgumentException(
                    "%s is of user \"%s\", not \"%s\": move it away, and it is made anew"
                            .formatted(path, its, user));
        }
        return ClientLogin.password(settings)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no password in %s: move it away, and it is made anew"
                                        .formatted(path)));
    }

    /** A new file, that only its owner can read. */
    public void write(String content) throws IOException {
        Files.createDirectories(path.toAbsolutePath().resolveSibling(""));
        WholeFile.writeForOwner(path, content.getBytes(StandardCharsets.UTF_8));
    }
}
