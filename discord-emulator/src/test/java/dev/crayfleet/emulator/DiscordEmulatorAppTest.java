package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscordEmulatorAppTest {
    @TempDir private Path folder;

    private Map<String, String> environment() {
        return Map.of(
                "EMULATOR_DATA", folder.resolve("data").toString(),
                "EMULATOR_PORT", "0",
                "EMULATOR_CLIENT_FILE", folder.resolve("client/1.env").toString());
    }

    private DiscordEmulator start() throws Exception {
        return DiscordEmulatorApp.start(environment(), new Reach("127.0.0.1", "discord"));
    }

    private Map<String, String> clientFile() throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("client/1.env"))) {
            settings.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return settings;
    }

    @Test
    void writesWhatABotLogsInWith() throws Exception {
        Map<String, String> first;
        try (DiscordEmulator emulator = start()) {
            first = clientFile();
            assertThat(first)
                    .containsEntry("DISCORD_TOKEN", emulator.botToken())
                    .containsEntry("DISCORD_API_URL", emulator.apiUrl() + "/")
                    .containsEntry("DISCORD_GATEWAY_URL", emulator.gatewayUrl())
                    .containsEntry("GUILD_ID", emulator.guildId())
                    .containsEntry("TASK_QUEUE_CHANNEL", emulator.channelId("task-queue"))
                    .containsEntry("RESULTS_CHANNEL", emulator.channelId("results"))
                    .containsEntry("WORKER_POOL_CHANNEL", emulator.channelId("worker-pool"))
                    .hasSize(7);
            assertThat(emulator.apiUrl()).matches("http://discord:\\d+/api/v10");
            assertThat(emulator.gatewayUrl()).matches("ws://discord:\\d+/gateway");
            assertThat(Files.getPosixFilePermissions(folder.resolve("client/1.env")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        try (DiscordEmulator again = start()) {
            assertThat(clientFile())
                    .containsEntry("DISCORD_TOKEN", first.get("DISCORD_TOKEN"))
                    .containsEntry("TASK_QUEUE_CHANNEL", first.get("TASK_QUEUE_CHANNEL"))
                    .containsEntry("DISCORD_API_URL", again.apiUrl() + "/");
        }
    }

    @Test
    void answersUnderItsOwnNameAndLoopbackOnly() throws Exception {
        try (DiscordEmulator emulator = start()) {
            int port = URI.create(emulator.apiUrl()).getPort();
            for (String host : List.of("discord:" + port, "DISCORD", "127.0.0.1:9000")) {
                assertThat(RawHttp.get(emulator, "/", host)).startsWith("HTTP/1.1 200 ");
            }
            for (String host : List.of("elsewhere.example", "discord.elsewhere.example")) {
                assertThat(RawHttp.get(emulator, "/", host)).startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void saysWhichSettingIsWrong() {
        assertThatThrownBy(() -> DiscordEmulatorApp.start(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("EMULATOR_HOST is not set");
        Map<String, String> wrong = new HashMap<>(environment());
        wrong.put("EMULATOR_PORT", "many");
        assertThatThrownBy(() -> DiscordEmulatorApp.start(wrong, Reach.LOOPBACK))
                .hasMessageContaining("EMULATOR_PORT");
        assertThatThrownBy(() -> Reach.everywhereAs("a b")).hasMessageContaining("a b");
    }
}
