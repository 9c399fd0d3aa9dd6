package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.kafka.FileStore;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is reported and kept of an agent's work. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class FakeAgentIT extends FakeAgentTestBase {
    @Test
    void reportsTokensCostAndFilesOfASuccess() throws Exception {
        RunFinished finished = agents.run("ok", Map.of(), TaskOptions.NONE);
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        RunReport report = Objects.requireNonNull(finished.report());
        assertThat(report.answer().result()).isEqualTo("well done");
        assertThat(report.spend().model()).isEqualTo("stub/kimi");
        assertThat(Objects.requireNonNull(report.spend().usage()).input()).isEqualTo(1000);
        assertThat(report.spend().costUsd()).isEqualByComparingTo("0.001575");
        assertThat(agents.workspace(finished).resolve("RESULT.txt")).hasContent("well done");
        assertThat(Files.readString(agents.workspace(finished).resolve("AGENTS.md")))
                .contains("t-ok");
    }

    @Test
    void givesAnAgentNoneOfTheRunnersSecrets() throws Exception {
        RunFinished finished = agents.run("environment", Map.of(), TaskOptions.NONE);
        String environment =
                Files.readString(agents.workspace(finished).resolve("environment.txt"));
        assertThat(environment)
                .contains("OPENCLAW_NO_RESPAWN=1", "PATH=", "/.tmp")
                .doesNotContain("KAFKA_", "DISCORD_", "MAVEN_", "JAVA_HOME");
        assertThat(agents.workspace(finished).resolve("../../.tmp")).doesNotExist();
    }

    @Test
    void passesTheTaskInAFile() throws Exception {
        RunFinished finished = agents.run("arguments", Map.of(), TaskOptions.NONE);
        assertThat(Files.readAllLines(agents.workspace(finished).resolve("arguments.txt")))
                .containsSubsequence("agent", "exec", "--json", "--config")
                .containsSubsequence(
                        "--message-file", agents.workspace(finished).toRealPath() + "/TASK.txt")
                .containsSubsequence("--timeout", "120", "--thinking", "medium")
                .doesNotContain("--model");
    }

    @Test
    void uploadsLongResultsAndOutputs() throws Exception {
        RunReport report =
                Objects.requireNonNull(agents.run("long", Map.of(), TaskOptions.NONE).report());
        FileRef whole = Objects.requireNonNull(report.answer().resultFile());
        assertThat(report.answer().result()).hasSizeLessThan(20_000);
        assertThat(report.answer().summary())
                .hasSize(2_000)
                .endsWith("... (truncated, see RESULT.txt)");
        assertThat(stored(whole)).hasSize(40_000);
        assertThat(report.answer().outputs()).hasSize(1);
        assertThat(new String(stored(report.answer().outputs().getFirst()), StandardCharsets.UTF_8))
                .isEqualTo("data\n");
        assertThat(report.workspace().files()).contains("outputs/");
    }

    @Test
    void masksSecretsInEverythingItSends() throws Exception {
        RunFinished finished = agents.run("secret", Map.of(), TaskOptions.NONE);
        RunReport report = Objects.requireNonNull(finished.report());
        assertThat(finished.toString()).doesNotContain("made-up-key").contains("***");
        assertThat(report.answer().result()).isEqualTo("secret ***\n");
        assertThat(report.answer().summary()).isEqualTo("@everyone ***");
        FileRef output = report.answer().outputs().getFirst();
        assertThat(output.name()).isEqualTo("of-***.txt");
        assertThat(new String(stored(output), StandardCharsets.UTF_8)).isEqualTo("***\n");
        assertThat(agents.workspace(finished).resolve("agent-output.log"))
                .content()
                .contains("it is ***")
                .doesNotContain("made-up-key");
        assertThat(agents.dispatcher().received(RunProgressed.class).toString())
                .doesNotContain("made-up-key");
    }

    @Test
    void appendsTheEndOfTheLogToTheResultOfAFailure() {
        RunReport report =
                Objects.requireNonNull(agents.run("partly", Map.of(), TaskOptions.NONE).report());
        assertThat(report.answer().result())
                .isEqualTo("half of it\n\n\nThe end of agent-output.log:\nthen it broke");
    }

    @Test
    void failsClearlyWhenTheDiskQuotaIsReached() {
        RunFinished finished = agents.run("small", Map.of(), TaskOptions.NONE);
        assertThat(finished.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("no room for the result"));
    }

    @Test
    void failsClearlyWhileWorkspacesCannotBeMadeAndRecovers() throws Exception {
        try (ApplicationContext context = agents.runner(Map.of())) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = agents.joined();
            FakeDispatcher dispatcher = agents.dispatcher();
            Path workers = folder.resolve("workers");
            assertThat(dispatcher.finished(agents.grant(holder, "ok", TaskOptions.NONE)).outcome())
                    .isEqualTo(new RunOutcome.Succeeded());
            Files.move(workers, folder.resolve("aside"));
            Files.createFile(workers);
            assertThat(
                            dispatcher
                                    .finished(agents.grant(holder, "crash", TaskOptions.NONE))
                                    .outcome())
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .startsWith("The task could not be prepared")
                                            .contains("crayfleet.runner.workers"));
            Files.delete(workers);
            Files.move(folder.resolve("aside"), workers);
            assertThat(
                            dispatcher
                                    .finished(agents.grant(holder, "arguments", TaskOptions.NONE))
                                    .outcome())
                    .isEqualTo(new RunOutcome.Succeeded());
        }
    }

    /** The file is readable for one user only, who must be the agent's. */
    @Test
    void makesTheRestrictedConfigurationReadableForTheAgentsUser() throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        RunFinished finished =
                agents.run(
                        "config",
                        root
                                ? Map.of("mode", "restricted", "run-as", "nobody")
                                : Map.of("mode", "restricted"),
                        TaskOptions.NONE);
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        Path workspace = agents.workspace(finished);
        assertThat(workspace.resolve("config.json"))
                .content()
                .contains("\"workspaceOnly\" : true", "\"exec\"");
        if (root) {
            assertThat(workspace.resolve("who.txt"))
                    .content()
                    .startsWith("nobody\n")
                    .doesNotContain(System.getenv("HOME") + "\n");
        }
    }

    @Test
    void notesAResultThatIsTooLargeToUpload() {
        RunReport report =
                Objects.requireNonNull(agents.run("huge", Map.of(), TaskOptions.NONE).report());
        assertThat(report.answer().resultFile()).isNull();
        assertThat(report.answer().result()).startsWith("yyy");
        assertThat(report.notes()).anyMatch(note -> note.contains("RESULT.txt has 9,000,000"));
    }

    @Test
    void followsNoLinkOutOfTheWorkspace() throws Exception {
        RunFinished finished = agents.run("link", Map.of(), TaskOptions.NONE);
        RunReport report = Objects.requireNonNull(finished.report());
        assertThat(report.answer().result()).isEqualTo("linked");
        assertThat(report.answer().summary()).isEqualTo("linked");
        assertThat(agents.workspace(finished).resolve("RESULT.txt"))
                .isRegularFile()
                .hasContent("linked");
    }

    @Test
    void limitsTheLogAndReportsProgress() throws Exception {
        RunFinished finished =
                agents.run("noisy", Map.of("log-bytes", 1_000_000), TaskOptions.NONE);
        assertThat(Files.size(agents.workspace(finished).resolve("agent-output.log")))
                .isLessThan(500_000L);
        assertThat(agents.workspace(finished).resolve("agent-output.log.1")).hasSize(500_000L);
        RunProgressed progressed =
                agents.dispatcher()
                        .await(RunProgressed.class, is -> is.attempt().equals(finished.attempt()));
        assertThat(progressed.note()).isEqualTo("working hard");
    }

    @Test
    void reportsTheLastOutputOfACrashedAgent() {
        RunFinished finished = agents.run("crash", Map.of(), TaskOptions.NONE);
        assertThat(finished.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
                            assertThat(failed.reason())
                                    .contains("exit code 3", "Error: something broke");
                        });
    }

    @Test
    void refusesAnUnknownModelBeforeTheAgentStarts() {
        RunFinished finished =
                agents.run("ok", Map.of(), new TaskOptions("nope", null, null, null, null));
        assertThat(finished.outcome())
                .isEqualTo(
                        RunOutcome.Failed.of(
                                FailureKind.PERMANENT,
                                "Model \"nope\" is not known here. There are: primary (stub/kimi)."));
        assertThat(finished.report()).isNull();
        assertThat(agents.dispatcher().received(RunStarted.class))
                .noneMatch(started ->
                        started.attempt().equals(finished.attempt())
                                && started.holder().equals(finished.holder()));
    }

    private static byte[] stored(FileRef ref) throws Exception {
        return new FileStore(kit.kafka(), new MockProducer<>(), Duration.ofSeconds(30)).get(ref);
    }
}
