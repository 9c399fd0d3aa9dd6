package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as the set-up of the earlier systems wrote them, and as people edited them since. */
class DiscordConfigFileTest {
    @TempDir private Path folder;

    @Test
    void readsAFileThatTheOldSetupWrote() throws IOException {
        assertThat(
                        read(
                                """
                                # Discord
                                ORCHESTRATOR_AGENT_TOKEN="made.up-1"
                                WORKER1_TOKEN="made.up-2"
                                TASK_QUEUE_CHANNEL="1001"
                                RESULTS_CHANNEL='1002'
                                export WORKER_POOL_CHANNEL=1003
                                  GUILD_ID = 1000
                                DISCORD_API_URL=http://127.0.0.1:5000/api/v10/
                                DISCORD_GATEWAY_URL=ws://127.0.0.1:5000
                                no equals sign
                                =nothing
                                """))
                .isEqualTo(
                        Map.of(
                                "discord.token", "made.up-1",
                                "discord.task-queue-channel", "1001",
                                "discord.results-channel", "1002",
                                "discord.worker-pool-channel", "1003",
                                "discord.guild-id", "1000",
                                "discord.api-url", "http://127.0.0.1:5000/api/v10/",
                                "discord.gateway-url", "ws://127.0.0.1:5000"));
    }

    @Test
    void theOrchestratorsTokenWinsOverItsOlderName() throws IOException {
        Map<String, String> orchestrators = Map.of("discord.token", "new");
        assertThat(read("CHIP_TOKEN=old\nORCHESTRATOR_AGENT_TOKEN=new")).isEqualTo(orchestrators);
        assertThat(read("ORCHESTRATOR_AGENT_TOKEN=new\nCHIP_TOKEN=old")).isEqualTo(orchestrators);
        assertThat(read("CHIP_TOKEN=old")).isEqualTo(Map.of("discord.token", "old"));
    }

    @Test
    void emptyValuesAreLeftOut() throws IOException {
        assertThat(read("GUILD_ID=\nRESULTS_CHANNEL=\"\"\nTASK_QUEUE_CHANNEL=   # later"))
                .isEmpty();
    }

    /** A shell sourced these files, so comments behind a value were fine. */
    @Test
    void aCommentBehindAValueIsCutOff() throws IOException {
        assertThat(
                        read(
                                """
                                GUILD_ID=1000 # ours
                                RESULTS_CHANNEL="1002"   # where answers go
                                TASK_QUEUE_CHANNEL='10#01'
                                WORKER_POOL_CHANNEL=10#03
                                """))
                .isEqualTo(
                        Map.of(
                                "discord.guild-id", "1000",
                                "discord.results-channel", "1002",
                                "discord.task-queue-channel", "10#01",
                                "discord.worker-pool-channel", "10#03"));
    }

    @Test
    void readsTheSameNamesFromTheEnvironment() {
        assertThat(
                        DiscordConfigFile.fromEnvironment(
                                Map.of("RESULTS_CHANNEL", "12", "PATH", "/bin")))
                .isEqualTo(Map.of("discord.results-channel", "12"));
    }

    @Test
    void aMissingFileGivesNoSettings() {
        assertThat(DiscordConfigFile.read(folder.resolve("none.env"))).isEmpty();
    }

    @Test
    void aPathThatIsNoPlainFileIsRefused() {
        assertThatThrownBy(() -> DiscordConfigFile.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is a folder, not a file");
        assertThatThrownBy(() -> DiscordConfigFile.read(Path.of("/dev/zero")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no plain file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-"})
    void aFileThatOthersReadOrChangeIsRefused(String permissions) throws IOException {
        Path file = folder.resolve("discord-config.env");
        Files.writeString(file, "GUILD_ID=1000");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> DiscordConfigFile.readPrivate(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("chmod 600 " + file);
    }

    @Test
    void aFileOfTheOwnersOnlyIsRead() throws IOException {
        Path file = folder.resolve("discord-config.env");
        Files.writeString(file, "GUILD_ID=1000");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(DiscordConfigFile.readPrivate(file))
                .isEqualTo(Map.of("discord.guild-id", "1000"));
        assertThat(DiscordConfigFile.readPrivate(folder.resolve("none.env"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void readsEachFileOfTheCorpusAsItSays(HostileInput input) throws IOException {
        Path file = folder.resolve("discord-config.env");
        Files.write(file, input.bytes("file").orElseThrow());
        Optional<String> error = input.answer("error");
        if (error.isPresent()) {
            assertThatThrownBy(() -> DiscordConfigFile.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(error.get())
                    .hasMessageContaining(file.toString());
        } else {
            Map<String, String> values = new HashMap<>();
            input.answer()
                    .path("values")
                    .properties()
                    .forEach(each -> values.put(each.getKey(), each.getValue().asText()));
            assertThat(DiscordConfigFile.read(file)).isEqualTo(values);
        }
    }

    private static List<HostileInput> corpus() {
        return Corpus.of("discord-config");
    }

    private Map<String, String> read(String content) throws IOException {
        Path file = folder.resolve("discord-config.env");
        Files.writeString(file, content);
        return DiscordConfigFile.read(file);
    }
}
