package dev.crayfleet.cli.setup;

import dev.crayfleet.discord.DiscordSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands in the file, by the names that it has there. */
final class FileValues {
    private static final String TOKEN = "ORCHESTRATOR_AGENT_TOKEN";

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
                .forEach((name, value) -> {
                    for (String variable : List.of(name, newerName(name))) {
                        String set = environment.getOrDefault(variable, "");
                        if (!set.isBlank() && !set.equals(value) && !winning.contains(variable)) {
                            winning.add(variable);
                        }
                    }
                });
        return winning;
    }

    private static String newerName(String name) {
        if (name.equals(TOKEN)) {
            return "DISCORD_TOKEN";
        }
        return name.startsWith("DISCORD_") ? name : "DISCORD_" + name;
    }
}
