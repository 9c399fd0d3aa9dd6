package dev.crayfleet.cli.security;

import dev.crayfleet.stage.DiscordConfigFile;
import java.util.List;
import java.util.Map;

/**
 * The variables that a service is given, or this process.
 *
 * @param name where they stand, for people
 * @param isOwn whether they are this process's own
 */
record ServiceSettings(String name, boolean isOwn, Map<String, String> variables) {
    private static final String RUNNER = "CRAYFLEET_RUNNER_";

    /** How variables of the other services begin. */
    private static final List<String> OTHERS =
            List.of("CRAYFLEET_INGEST_", "CRAYFLEET_DISPATCHER_", "CRAYFLEET_POSTER_", "DISCORD_");

    /** As the units of systemd have them, after one that all services share. */
    private static final List<String> OTHERS_FILES =
            List.of("ingest.env", "dispatcher.env", "poster.env");

    ServiceSettings {
        variables = Map.copyOf(variables);
    }

    /** Empty where it is not set. */
    String get(String variable) {
        return variables.getOrDefault(variable, "").strip();
    }

    boolean has(String variable) {
        return !get(variable).isEmpty();
    }

    /** What is set for Discord, by the names of settings. */
    Map<String, String> discord() {
        return DiscordConfigFile.fromEnvironment(variables);
    }

    /** Whether they are meant for a runner, and for no other service. */
    boolean isRunners() {
        return !isOwn
                && concernsRunners()
                && variables.keySet().stream()
                        .noneMatch(each -> OTHERS.stream().anyMatch(each::startsWith))
                && OTHERS_FILES.stream().noneMatch(this::isLastFile);
    }

    private boolean isLastFile(String file) {
        return name.equals(file) || name.endsWith("/" + file) || name.endsWith(", " + file);
    }

    /** Whether a runner is told something here. */
    boolean concernsRunners() {
        return variables.keySet().stream().anyMatch(each -> each.startsWith(RUNNER));
    }
}
