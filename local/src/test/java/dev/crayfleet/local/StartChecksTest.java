package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChecksTest {
    @TempDir private Path folder;

    @Test
    void aFolderThatCanBeWrittenIsMade() {
        Path data = folder.resolve("a/b");
        assertThat(StartChecks.folder(data)).isEmpty();
        assertThat(data).isEmptyDirectory();
        assertThat(StartChecks.log(data.resolve("local.log"))).isEmpty();
    }

    @Test
    void aFileInItsPlaceIsNamed() throws Exception {
        Path data = Files.createFile(folder.resolve("data"));
        assertThat(StartChecks.folder(data))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence)
                                .isEqualTo(
                                        "%s cannot be written: %s is no folder. Start Crayfleet in a folder where you may write; it makes .crayfleet and workers there."
                                                .formatted(data, data)));
    }

    @Test
    void aFolderOfOthersIsNamedAndNotTheFileThatWasTried() {
        assertThat(StartChecks.reason(new AccessDeniedException("data/probe123")))
                .isEqualTo("you may not write there");
    }

    @Test
    void aLogThatCannotBeWrittenIsNamed() throws Exception {
        Path log = Files.createDirectories(folder.resolve("local.log"));
        assertThat(StartChecks.log(log))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence)
                                .contains("cannot be written: is a directory")
                                .doesNotContain("Exception"));
    }

    @Test
    void anAgentThatIsNotThereIsNamed() {
        assertThat(StartChecks.executor(Map.of("crayfleet.runner.executor", "demo"))).isEmpty();
        assertThat(
                        StartChecks.executor(
                                Map.of(
                                        "crayfleet.runner.executor",
                                        "openclaw-exec",
                                        "crayfleet.runner.openclaw-bin",
                                        folder.resolve("nowhere").toString())))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("OpenClaw"));
    }

    @Test
    void agentsWithAShellWhoAreTheUserAreNotLetAtDiscord() {
        assertThat(
                        StartChecks.wall(
                                Map.of(
                                        "crayfleet.runner.executor",
                                        "command",
                                        "crayfleet.runner.command",
                                        "[\"sh\", \"{prompt}\"]",
                                        "crayfleet.runner.pools",
                                        "ops=1")))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence)
                                .startsWith("Agents of the pool ops would have a shell")
                                .contains(
                                        "discord-config.env",
                                        "CRAYFLEET_RUNNER_MODE=restricted",
                                        "CRAYFLEET_RUNNER_RUN_AS",
                                        "--trust-agents"));
        assertThat(StartChecks.wall(Map.of("crayfleet.runner.executor", "demo"))).isEmpty();
        assertThat(
                        StartChecks.wall(
                                Map.of(
                                        "crayfleet.runner.executor",
                                        "openclaw-exec",
                                        "crayfleet.runner.mode",
                                        "restricted")))
                .isEmpty();
    }
}
