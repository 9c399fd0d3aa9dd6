package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskOptions;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Hostile agents: each ends in a clear result, and the agent in the other slot succeeds. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NastyAgentsIT {
    private static final String AGENT =
            """
            #!/bin/bash
            answer() { printf '{"result":"%s"}' "$1"; }
            case "$1" in
              neighbour) sleep 1; answer "undisturbed" ;;
              bomb) bomb() { bomb | bomb & }; bomb; sleep 60 ;;
              deaf) trap '' TERM; echo $$ > deaf.pid; while :; do sleep 1; done ;;
              loud) head -c 1000000000 /dev/zero | tr '\\0' 'z'; echo; echo "the very end"; exit 3 ;;
              fat) head -c 100000000 /dev/zero | tr '\\0' 'x' > RESULT.txt; answer "it is long" ;;
              runaway)
                (setsid bash -c 'trap "" TERM; echo $$ > session.pid; sleep 300' > /dev/null 2>&1 &)
                set -m; sleep 300 > /dev/null 2>&1 &
                echo $! > group.pid
                while [ ! -s session.pid ]; do sleep 0.1; done
                answer "they run" ;;
              homeless) rm -rf "$PWD" "$(dirname "$(dirname "$PWD")")"; answer "it is gone" ;;
              secret) echo "the key is $STUB_API_KEY"; echo "$STUB_API_KEY" > RESULT.txt; exit 0 ;;
            esac
            """;

    @TempDir static Path folder;
    private static RunnerKit kit;
    private static FakeDispatcher dispatcher;
    private static ApplicationContext runner;
    private static Holder holder;

    @BeforeAll
    static void start() throws IOException {
        kit = RunnerKit.start(folder);
        dispatcher = kit.dispatcher();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path agent = Files.writeString(folder.resolve("agent.sh"), AGENT);
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, Object> settings = new HashMap<>();
        settings.put("executor", "command");
        settings.put("command", "[\"%s\", \"{prompt}\"]".formatted(agent));
        settings.put("command-text", "/result");
        settings.put("pools", "default=2");
        settings.put("process-limit", "30");
        settings.put("kill-grace", "1s");
        settings.put("log-bytes", "1000000");
        if ("root".equals(System.getProperty("user.name"))) {
            settings.put("run-as", "nobody");
        }
        runner = kit.runner("nasty", folder, settings);
        holder = dispatcher.joined("nasty").holder();
    }

    @AfterAll
    static void stop() {
        runner.close();
        dispatcher.close();
        kit.close();
    }

    /** Runs it beside a well-behaved agent. */
    private static RunFinished run(String what, Duration timeout) {
        TaskOptions options = new TaskOptions(null, null, timeout, null, null);
        Attempt nasty = dispatcher.grant(holder, "n-" + what, FakeDispatcher.work(what, options));
        Attempt good =
                dispatcher.grant(
                        holder, "g-" + what, FakeDispatcher.work("neighbour", TaskOptions.NONE));
        RunFinished finished = dispatcher.finished(nasty);
        RunFinished neighbour = dispatcher.finished(good);
        assertThat(neighbour.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(report(neighbour).answer().result()).isEqualTo("undisturbed");
        return finished;
    }

    private static RunReport report(RunFinished finished) {
        return Objects.requireNonNull(finished.report());
    }

    private static Path workspace(RunFinished finished) {
        return folder.resolve(report(finished).workspace().path());
    }

    private static void assertFailed(RunFinished finished, FailureKind kind, String words) {
        assertThat(finished.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(kind);
                            assertThat(failed.reason()).contains(words);
                        });
    }

    @Test
    void stopsAForkBomb() {
        // Only a user of its own can be held back by the system while it is looked at.
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        RunFinished finished = run("bomb", Duration.ofSeconds(20));
        assertFailed(finished, FailureKind.AGENT_ERROR, "30 are allowed (process-limit)");
    }

    @Test
    void killsAnAgentThatIgnoresSignals() throws Exception {
        RunFinished finished = run("deaf", Duration.ofSeconds(1));
        assertFailed(finished, FailureKind.TIMEOUT, "it had its 1 s");
        assertThat(FakeAgents.isGone(workspace(finished).resolve("deaf.pid"))).isTrue();
    }

    @Test
    void keepsTheEndOfAGigabyteOfLog() throws Exception {
        RunFinished finished = run("loud", Duration.ofSeconds(90));
        assertFailed(finished, FailureKind.AGENT_ERROR, "exit code 3");
        Path log = workspace(finished).resolve("agent-output.log");
        assertThat(Files.size(log)).isLessThanOrEqualTo(500_000);
        assertThat(workspace(finished).resolve("agent-output.log.1")).hasSize(500_000);
        assertThat(log).content().endsWith("the very end\n");
    }

    @Test
    void doesNotUploadAResultOfAHundredMegabytes() {
        RunFinished finished = run("fat", Duration.ofSeconds(60));
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(report(finished).answer().resultFile()).isNull();
        assertThat(report(finished).notes())
                .anyMatch(note -> note.contains("RESULT.txt has 100,000,000 bytes"));
    }

    @Test
    void killsProcessesThatLeftTheirSessionAndGroup() throws Exception {
        RunFinished finished = run("runaway", Duration.ofSeconds(60));
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(FakeAgents.isGone(workspace(finished).resolve("session.pid"))).isTrue();
        assertThat(FakeAgents.isGone(workspace(finished).resolve("group.pid"))).isTrue();
    }

    @Test
    void reportsAnAgentWhoseWorkspaceIsGone() {
        RunFinished finished = run("homeless", Duration.ofSeconds(60));
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(report(finished).answer().result()).isEqualTo("it is gone");
        if ("root".equals(System.getProperty("user.name"))) {
            // What is above its own folder is the runner's.
            assertThat(workspace(finished)).isDirectory();
            assertThat(workspace(finished).resolve("TASK.txt")).doesNotExist();
        } else {
            assertThat(report(finished).notes())
                    .anyMatch(note -> note.startsWith("The workspace could not be read"));
        }
    }
}
