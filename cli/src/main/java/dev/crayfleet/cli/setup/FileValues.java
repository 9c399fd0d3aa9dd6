package dev.crayfleet.cli.setup;

import dev.crayfleet.discord.DiscordSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What stands in the file, by the names that it has there. */
final class FileValues {
    private static final String TOKEN = "ORCHESTRATOR_AGENT_TOKEN";
    private static final String NEWER_TOKEN = "DISCORD_TOKEN";
    private static final String OLDER_TOKEN = "CHIP_TOKEN";

    private FileValues() {}

    static Map<String, String> of(DiscordSettings settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(TOKEN, settings.token());
        values.put("GUILD_ID", settings.guildId());
        values.put(FleetChannel.TASK_QUEUE.setting(), settings.channels().taskQueue());
        values.put(FleetChannel.RESULTS.setting(), settings.channels().results());
        values.put(FleetChannel.WORKER_POOL.setting(), settings.channels().workerPool());
        if (!settings.apiUrl().isEmpty()) {
            values.put("DISCORD_API_URL", settings.apiUrl());
            values.put("DISCORD_GATEWAY_URL", settings.gatewayUrl());
        }
        return values;
    }

    /** Names of variables that services would believe instead of the file. */
    static List<String> winning(DiscordSettings settings, Map<String, String> environment) {
        List<String> winning = new ArrayList<>();
        of(settings)
                .forEach((name, value) ->
                        names(name, value, environment)
                                .filter(variable -> !winning.contains(variable))
                                .filter(variable -> {
                                    String set = environment.getOrDefault(variable, "");
                                    return !set.isBlank() && !set.equals(value);
                                })
                                .forEach(winning::add));
        return winning;
    }

    /** Of the variables that are read for what has this name in the file. */
    private static Stream<String> names(
            String name, String value, Map<String, String> environment) {
        if (!name.equals(TOKEN)) {
            return Stream.of(name, name.startsWith("DISCORD_") ? name : "DISCORD_" + name);
        }
        // The oldest name counts only where neither of the others says the same as the file.
        boolean isRight =
                Stream.of(TOKEN, NEWER_TOKEN).anyMatch(each -> value.equals(environment.get(each)));
        return isRight ? Stream.of(TOKEN, NEWER_TOKEN) : Stream.of(TOKEN, NEWER_TOKEN, OLDER_TOKEN);
    }
}
