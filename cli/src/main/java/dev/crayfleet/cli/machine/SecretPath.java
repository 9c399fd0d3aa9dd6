package dev.crayfleet.cli.machine;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file that has secrets.
 *
 * @param what it has, to stand behind "has": {@code the bot's token}
 */
public record SecretPath(Path path, String what) {
    private static final String HTTP_TOKEN = "a token for HTTP";
    private static final String MODEL_KEYS = "keys of models";
    private static final String BOT_TOKEN = "the bot's token";

    private static final SortedMap<Path, String> USUAL =
            new TreeMap<>(
                    Map.of(
                            Path.of("discord-config.env"),
                            BOT_TOKEN,
                            Path.of(".env"),
                            "settings with tokens and keys"));

    private static final SortedMap<String, String> NAMED_BY =
            new TreeMap<>(
                    Map.of(
                            "DISCORD_CONFIG",
                            BOT_TOKEN,
                            "OPENCLAW_CONFIG_PATH",
                            MODEL_KEYS,
                            "CRAYFLEET_SIGNING_KEYS_FILE",
                            "signing keys",
                            "CRAYFLEET_HTTP_TOKEN_FILE",
                            HTTP_TOKEN,
                            "CRAYFLEET_TOKEN_FILE",
                            HTTP_TOKEN,
                            "CRAYFLEET_KAFKA_CLIENT_CONFIG",
                            "a password for Kafka"));

    /**
     * All that somebody with this environment uses: those that it names, and of those that lie
     * where they usually do the ones that are there.
     *
     * @param data folder of a local fleet
     * @param home of the user
     */
    public static List<SecretPath> usedBy(Map<String, String> environment, Path data, Path home) {
        Map<Path, String> all = new LinkedHashMap<>();
        USUAL.forEach((file, what) -> {
            if (Files.isRegularFile(file)) {
                all.put(file, what);
            }
        });
        Map<Path, String> ofFolders =
                Map.of(
                        data.resolve("local.json"),
                        "tokens of the fleet here",
                        data.resolve("header"),
                        HTTP_TOKEN,
                        home.resolve(".openclaw/openclaw.json"),
                        MODEL_KEYS,
                        home.resolve(".openclaw/.env"),
                        MODEL_KEYS);
        new TreeMap<>(ofFolders)
                .forEach((file, what) -> {
                    if (Files.isRegularFile(file)) {
                        all.put(file, what);
                    }
                });
        NAMED_BY.forEach((variable, what) ->
                named(environment, variable).ifPresent(file -> all.put(file, what)));
        return all.entrySet().stream()
                .map(each -> new SecretPath(each.getKey(), each.getValue()))
                .toList();
    }

    private static Optional<Path> named(Map<String, String> environment, String variable) {
        String name = environment.getOrDefault(variable, "").strip();
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
