package dev.crayfleet.cli;

import dev.crayfleet.kafka.fleet.TokenFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token that the command shows to services: from {@code CRAYFLEET_TOKEN}, else from the file
 * that {@code CRAYFLEET_TOKEN_FILE} names, else that of the local fleet in this folder, for its own
 * addresses only. Never from an argument, which others see in the list of processes.
 */
final class FleetToken {
    static final String VARIABLE = "CRAYFLEET_TOKEN";
    static final String FILE_VARIABLE = "CRAYFLEET_TOKEN_FILE";

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

    private FleetToken() {}

    /**
     * @param url of a service
     * @throws IllegalArgumentException with a sentence for people, if the file cannot be read
     */
    static Optional<String> find(String url) {
        return find(url, System.getenv(), LocalFleetFile.read(LocalFleetFile.FOLDER).orElse(null));
    }

    static Optional<String> find(
            String url, Map<String, String> environment, @Nullable LocalFleetFile local) {
        String token = environment.getOrDefault(VARIABLE, "").strip();
        if (!token.isEmpty()) {
            if (token.chars().anyMatch(each -> each <= ' ' || each > '~')) {
                throw new IllegalArgumentException(
                        VARIABLE + " is no token: it has a space, or a character that none has");
            }
            return Optional.of(token);
        }
        String file = environment.getOrDefault(FILE_VARIABLE, "").strip();
        if (!file.isEmpty()) {
            return Optional.of(TokenFile.token(Path.of(file)));
        }
        return Optional.ofNullable(local)
                .filter(fleet -> isOf(fleet, url))
                .map(LocalFleetFile::token);
    }

    private static boolean isOf(LocalFleetFile fleet, String url) {
        return List.of(fleet.ingestUrl(), fleet.dispatcherUrl(), fleet.posterUrl()).stream()
                .anyMatch(own -> isSame(own, url));
    }

    private static boolean isSame(String own, String url) {
        try {
            URI a = URI.create(own);
            URI b = URI.create(url);
            return "http".equals(b.getScheme())
                    && b.getUserInfo() == null
                    && a.getPort() == b.getPort()
                    && b.getHost() != null
                    && LOOPBACK.contains(b.getHost());
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
