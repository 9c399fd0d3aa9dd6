package dev.crayfleet.local;

import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.emulator.DiscordEmulator;
import java.util.Map;

/** The Discord of a local fleet. */
sealed interface LocalDiscord extends AutoCloseable {
    /** The settings by which ingest and poster reach it. */
    Map<String, Object> settings();

    /**
     * What scripts and the command line need to know of the fleet, but for its token.
     *
     * @param kafka its bootstrap address
     */
    LocalFleetFile fleetFile(
            String kafka, String ingestUrl, String dispatcherUrl, String posterUrl);

    @Override
    void close();

    /** The emulator in this JVM. */
    record Emulated(DiscordEmulator emulator) implements LocalDiscord {
        @Override
        public Map<String, Object> settings() {
            return Map.of(
                    "discord.token", emulator.botToken(),
                    "discord.api-url", emulator.apiUrl(),
                    "discord.gateway-url", emulator.gatewayUrl(),
                    "discord.guild-id", emulator.guildId(),
                    "discord.task-queue-channel", emulator.channelId("task-queue"),
                    "discord.results-channel", emulator.channelId("results"),
                    "discord.worker-pool-channel", emulator.channelId("worker-pool"));
        }

        @Override
        public LocalFleetFile fleetFile(
                String kafka, String ingestUrl, String dispatcherUrl, String posterUrl) {
            return new LocalFleetFile(
                    emulator.apiUrl(),
                    emulator.gatewayUrl(),
                    emulator.guildId(),
                    new LocalFleetFile.Channels(
                            emulator.channelId("task-queue"),
                            emulator.channelId("results"),
                            emulator.channelId("worker-pool")),
                    emulator.userToken(),
                    emulator.botToken(),
                    kafka,
                    ingestUrl,
                    dispatcherUrl,
                    posterUrl,
                    emulator.pageUrl(),
                    null,
                    null,
                    ProcessHandle.current().pid());
        }

        @Override
        public void close() {
            emulator.close();
        }
    }

    /** The real Discord, configured by {@code discord-config.env} and the environment. */
    record Real() implements LocalDiscord {
        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public LocalFleetFile fleetFile(
                String kafka, String ingestUrl, String dispatcherUrl, String posterUrl) {
            return new LocalFleetFile(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    kafka,
                    ingestUrl,
                    dispatcherUrl,
                    posterUrl,
                    null,
                    null,
                    null,
                    ProcessHandle.current().pid());
        }

        @Override
        public void close() {
            // Nothing was started.
        }
    }
}
