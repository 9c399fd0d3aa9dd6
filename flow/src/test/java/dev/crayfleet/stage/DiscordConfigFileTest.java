package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscordConfigFileTest {
    @Test
    void readsWhatTheOldSetUpWrote(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("discord-config.env");
        Files.writeString(
                file,
                """
                # written by setup-discord
                export CHIP_TOKEN="older"
                ORCHESTRATOR_AGENT_TOKEN='made-up'
                TASK_QUEUE_CHANNEL=11
                WORKER_POOL_CHANNEL=
                OTHER=1
                """);
        assertThat(DiscordConfigFile.read(file))
                .isEqualTo(Map.of("discord.token", "made-up", "discord.task-queue-channel", "11"));
    }

    @Test
    void knowsTheSameNamesInTheEnvironment() {
        assertThat(DiscordConfigFile.of(Map.of("RESULTS_CHANNEL", "12", "PATH", "/bin")))
                .isEqualTo(Map.of("discord.results-channel", "12"));
    }
}
