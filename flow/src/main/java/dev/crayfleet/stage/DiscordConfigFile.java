package dev.crayfleet.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads {@code discord-config.env} as the set-up of the earlier systems wrote it, and gives its
 * names the names of ours. A file that is not there says nothing.
 */
public final class DiscordConfigFile {
    private static final Map<String, String> NAMES =
            Map.of(
                    "ORCHESTRATOR_AGENT_TOKEN", "discord.token",
                    "CHIP_TOKEN", "discord.token",
                    "DISCORD_TOKEN", "discord.token",
                    "TASK_QUEUE_CHANNEL", "discord.task-queue-channel",
                    "RESULTS_CHANNEL", "discord.results-channel",
                    "WORKER_POOL_CHANNEL", "discord.worker-pool-channel",
                    "GUILD_ID", "discord.guild-id",
                    "DISCORD_API_URL", "discord.api-url",
                    "DISCORD_GATEWAY_URL", "discord.gateway-url");

    private DiscordConfigFile() {}

    /**
     * @return our names and the file's values; empty if there is no such file
     * @throws UncheckedIOException if it is there and cannot be read
     */
    public static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        Map<String, String> found = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                readLine(line.strip(), found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
        return found;
    }

    /**
     * The same names in the environment of the process, where the earlier systems' units put them.
     */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> found = new HashMap<>();
        environment.forEach((key, value) -> put(key, value.strip(), found));
        return found;
    }

    private static void readLine(String line, Map<String, String> found) {
        int equals = line.indexOf('=');
        if (line.startsWith("#") || equals < 1) {
            return;
        }
        String key = line.substring(0, equals).strip().replaceFirst("^export\\s+", "");
        put(key, unquote(line.substring(equals + 1).strip()), found);
    }

    private static void put(String key, String value, Map<String, String> found) {
        String name = NAMES.get(key);
        if (name != null && !value.isEmpty()) {
            // The orchestrator's own token wins over its older name.
            if (key.equals("CHIP_TOKEN")) {
                found.putIfAbsent(name, value);
            } else {
                found.put(name, value);
            }
        }
    }

    /** As a shell would: quotes go, and so does a comment behind the value. */
    private static String unquote(String value) {
        char quote = value.isEmpty() ? ' ' : value.charAt(0);
        int end = value.indexOf(quote, 1);
        if ((quote == '"' || quote == '\'') && end > 0) {
            return value.substring(1, end);
        }
        return value.replaceFirst("(^|\\s+)#.*$", "");
    }
}
