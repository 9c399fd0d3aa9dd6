package dev.crayfleet.agents.process;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentEnvironmentTest {
    private static final Path PROGRAM = Path.of("/nowhere/openclaw");

    @Test
    void passesNeededAndAllowedVariablesAndNoSecretsOfTheRunner() {
        Map<String, String> inherited =
                Map.ofEntries(
                        entry("PATH", "/bin"),
                        entry("LC_ALL", "C.UTF-8"),
                        entry("OPENCLAW_PROFILE", "p"),
                        entry("MODEL_KEY", "k"),
                        entry("OPENCLAW_GATEWAY_TOKEN", "x"),
                        entry("NODE_AUTH_TOKEN", "x"),
                        entry("OTHER_KEY", "o"),
                        entry("DISCORD_TOKEN", "x"),
                        entry("KAFKA_CLIENT_SASL", "x"),
                        entry("CRAYFLEET_KAFKA_SASL", "x"),
                        entry("WORKER1_TOKEN", "x"));
        assertThat(
                        AgentEnvironment.of(
                                inherited, List.of("MODEL_KEY", "DISCORD_TOKEN"), PROGRAM, null))
                .containsOnlyKeys("PATH", "LC_ALL", "OPENCLAW_PROFILE", "MODEL_KEY");
    }

    @Test
    void putsTheExtraPythonPathFirst() {
        assertThat(AgentEnvironment.of(Map.of("PYTHONPATH", "/a"), List.of(), PROGRAM, "/b"))
                .containsEntry("PYTHONPATH", "/b:/a");
        assertThat(AgentEnvironment.of(Map.of(), List.of(), PROGRAM, "/b"))
                .containsEntry("PYTHONPATH", "/b");
    }

    @Test
    void putsTheFolderOfTheProgramsNodeFirstInPath(@TempDir Path bin) throws Exception {
        Path node = Files.createFile(bin.resolve("node"));
        assertThat(node.toFile().setExecutable(true)).isTrue();
        assertThat(
                        AgentEnvironment.of(
                                Map.of("PATH", "/bin"), List.of(), bin.resolve("openclaw"), null))
                .containsEntry("PATH", bin + ":/bin");
    }
}
