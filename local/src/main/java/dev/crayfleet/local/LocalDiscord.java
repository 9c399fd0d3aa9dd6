package dev.crayfleet.local;

import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.emulator.DiscordEmulator;
import java.util.Map;

/** Where tasks are typed and results are read. */
sealed interface LocalDiscord extends AutoCloseable {
    /** The settings by which ingest and poster reach it. */
    Map<String, Object> settings();

    @Override
    void close();

    /** The small one in this JVM. */
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

        LocalFleetFile.Channels channels() {
            return new LocalFleetFile.Channels(
                    emulator.channelId("task-queue"),
                    emulator.channelId("results"),
                    emulator.channelId("worker-pool"));
        }

        @Override
        public void close() {
            emulator.close();
        }
    }

    /** The real one: what {@code discord-config.env} and the environment say. */
    record Real() implements LocalDiscord {
        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public void close() {
            // Nothing of ours runs there.
        }
    }
}
