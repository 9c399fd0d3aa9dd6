package dev.crayfleet.cli;

import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.stage.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Discord of the fleet that is meant here. */
final class FleetDiscord {
    private FleetDiscord() {}

    /**
     * A local fleet's small Discord, because all commands mean the fleet over this folder; where
     * there is none, what is configured here.
     *
     * @param local the fleet over this folder; null if there is none
     * @throws IllegalArgumentException with a sentence for people, if the settings are wrong
     */
    static DiscordSettings settings(@Nullable LocalFleetFile local) {
        return ofLocal(local).orElseGet(() -> Stage.readSettings(DiscordSettings.class));
    }

    /** Empty where there is no local fleet, or it uses the real Discord. */
    static Optional<DiscordSettings> ofLocal(@Nullable LocalFleetFile local) {
        if (local == null
                || local.discordApiUrl() == null
                || local.discordGatewayUrl() == null
                || local.botToken() == null
                || local.guildId() == null
                || local.channels() == null) {
            return Optional.empty();
        }
        return Optional.of(
                new DiscordSettings(
                        local.botToken(),
                        local.discordApiUrl(),
                        local.discordGatewayUrl(),
                        local.guildId(),
                        new DiscordSettings.Channels(
                                local.channels().taskQueue(),
                                local.channels().results(),
                                local.channels().workerPool()),
                        AllowedBots.NONE));
    }

    /**
     * Channels by the names that commands have for them.
     *
     * @param which {@code task-queue}, {@code results}, {@code worker-pool} or {@code all}
     * @return their ids
     * @throws IllegalArgumentException with a sentence for people, if it is none of these, or not
     *     configured
     */
    static List<String> channels(DiscordSettings.Channels configured, String which) {
        List<String> ids =
                switch (which.toLowerCase(Locale.ROOT).replaceFirst("^#", "")) {
                    case "task-queue" -> List.of(configured.taskQueue());
                    case "results" -> List.of(configured.results());
                    case "worker-pool" -> List.of(configured.workerPool());
                    case "all" ->
                            List.of(
                                    configured.taskQueue(),
                                    configured.results(),
                                    configured.workerPool());
                    default ->
                            throw new IllegalArgumentException(
                                    "\"%s\" is none of task-queue, results, worker-pool and all"
                                            .formatted(which));
                };
        List<String> set = ids.stream().filter(id -> !id.isEmpty()).toList();
        if (set.isEmpty()) {
            throw new IllegalArgumentException(
                    "that channel is not configured here: ./crayfleet setup does that");
        }
        return set;
    }
}
