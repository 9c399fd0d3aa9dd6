package dev.crayfleet.discord;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a part of the fleet cannot do without at Discord. Half of a configuration is refused: a
 * service that starts and does nothing there looks well.
 */
public enum RequiredSettings {
    TOKEN("DISCORD_TOKEN", "ORCHESTRATOR_AGENT_TOKEN", DiscordSettings::token),
    TASK_QUEUE(
            "DISCORD_TASK_QUEUE_CHANNEL",
            "TASK_QUEUE_CHANNEL",
            settings -> settings.channels().taskQueue()),
    RESULTS(
            "DISCORD_RESULTS_CHANNEL",
            "RESULTS_CHANNEL",
            settings -> settings.channels().results()),
    WORKER_POOL(
            "DISCORD_WORKER_POOL_CHANNEL",
            "WORKER_POOL_CHANNEL",
            settings -> settings.channels().workerPool());

    private final String variable;
    private final String olderName;
    private final Function<DiscordSettings, String> value;

    RequiredSettings(String variable, String olderName, Function<DiscordSettings, String> value) {
        this.variable = variable;
        this.olderName = olderName;
        this.value = value;
    }

    /**
     * Checks that all of them are set.
     *
     * @param who needs them, as a sentence begins: {@code The poster}
     * @return the settings
     * @throws IllegalArgumentException with a sentence that names what is missing and where it
     *     comes from
     */
    public static DiscordSettings requireAll(
            String who, DiscordSettings settings, Set<RequiredSettings> required) {
        List<RequiredSettings> missing =
                required.stream().filter(each -> each.value.apply(settings).isEmpty()).toList();
        if (missing.isEmpty()) {
            return settings;
        }
        throw new IllegalArgumentException(
                "%s cannot use Discord: %s %s not set. Write %s into discord-config.env in the folder that you start from, or set %s in the environment. ./crayfleet setup asks for it all, and README.md, section Discord, says where to get %s (in short: the token from the Developer Portal, under Bot; ids by a right-click in Discord with Developer Mode on)."
                        .formatted(
                                who,
                                names(missing, each -> each.variable),
                                missing.size() == 1 ? "is" : "are",
                                names(missing, each -> each.olderName + "=…"),
                                missing.size() == 1 ? "it" : "them",
                                missing.size() == 1 ? "it" : "them"));
    }

    /**
     * The same, but all of them may be missing: then Discord is not used.
     *
     * @throws IllegalArgumentException if some are set and some are not
     */
    public static DiscordSettings requireAllOrNone(
            String who, DiscordSettings settings, Set<RequiredSettings> required) {
        boolean none =
                EnumSet.allOf(RequiredSettings.class).stream()
                        .allMatch(each -> each.value.apply(settings).isEmpty());
        return none ? settings : requireAll(who, settings, required);
    }

    private static String names(
            List<RequiredSettings> settings, Function<RequiredSettings, String> name) {
        return settings.stream().map(name).collect(Collectors.joining(", "));
    }
}
