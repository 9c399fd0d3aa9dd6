package dev.crayfleet.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.process.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor with a script in the place of its runner. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class SupervisorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String LOG = "2026-01-01T00:00:00.000Z INFO  d.c.r.Runner - ";
    private static final String ERROR = "2026-01-01T00:00:00.000Z ERROR d.c.r.Runner - ";
    @TempDir private Path folder;
    private AgentFiles files;

    @BeforeEach
    void nameFiles() {
        files = new AgentFiles(folder.resolve("agents"), "manager");
    }

    private Thread supervise(String script) {
        Supervisor supervisor =
                new Supervisor(
                        files,
                        List.of("/bin/sh", "-c", script),
                        Map.of("MARK", folder.resolve("mark").toString()),
                        TIMEOUT);
        return start(supervisor);
    }

    private static Thread start(Supervisor supervisor) {
        return Thread.ofPlatform()
                .name("supervisor")
                .start(() -> {
                    try {
                        supervisor.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private AgentState await(Predicate<AgentState> matches) {
        return Awaitility.await()
                .atMost(TIMEOUT)
                .until(files::read, read -> read.filter(matches).isPresent())
                .orElseThrow();
    }

    @Test
    void writesDownHowTheRunnerIsAndHasItDrain() throws Exception {
        Supervisor supervisor =
                new Supervisor(
                        files,
                        List.of(
                                "/bin/sh",
                                "-c",
                                """
                                trap 'echo drained; exit 143' TERM
                                echo '%srunner r-1 offers {manager=1} with openclaw-gateway'
                                echo '%sthe gateway is started on port 19020, its state is in /x'
                                echo '%stask t-1#1 is taken'
                                echo $MICRONAUT_SERVER_PORT
                                while :; do sleep 0.1; done
                                """
                                        .formatted(LOG, LOG, LOG)),
                        Map.of(),
                        TIMEOUT);
        Thread thread = start(supervisor);
        AgentState state = await(each -> each.task() != null);
        assertThat(state.isReady()).isTrue();
        assertThat(state.gatewayPort()).isEqualTo(19_020);
        assertThat(state.task()).isEqualTo("t-1#1");
        assertThat(state.port()).isPositive();
        assertThat(state.isSupervised()).isTrue();
        assertThat(state.runner().stillRuns()).isTrue();
        supervisor.stop();
        thread.join(TIMEOUT);
        assertThat(thread.isAlive()).isFalse();
        assertThat(state.runner().stillRuns()).isFalse();
        assertThat(files.read()).isEmpty();
        assertThat(files.log())
                .content()
                .contains("drained")
                .contains(Integer.toString(state.port()));
    }

    @Test
    void startsItAgainWhenItFailsAndEndsWhenItLeaves() throws Exception {
        Thread thread =
                supervise(
                        """
                        if [ -e "$MARK" ]; then while [ ! -e "$MARK.end" ]; do sleep 0.1; done; exit 0; fi
                        touch "$MARK"
                        echo '%skafka is away'
                        exit 1
                        """
                                .formatted(ERROR));
        AgentState state = await(each -> each.restarts() == 1 && each.runner().stillRuns());
        assertThat(state.lastError()).isEqualTo("kafka is away");
        Files.createFile(folder.resolve("mark.end"));
        thread.join(TIMEOUT);
        assertThat(thread.isAlive()).isFalse();
        assertThat(files.log()).content().contains("exit code 1; it is started again in 1 s");
    }

    @Test
    void endsARunnerWhoseSupervisorIsGoneAndNoOtherProcess() throws Exception {
        Process left = new ProcessBuilder("sleep", "300").start();
        Process other = new ProcessBuilder("sleep", "300").start();
        try {
            ProcessIdentity itself = ProcessIdentity.of(left.pid());
            // The number of the supervisor is that of somebody else by now.
            ProcessIdentity reused =
                    new ProcessIdentity(other.pid(), itself.start() - 1, itself.place());
            files.write(AgentState.begun(reused, 0).started(itself, 1, 0));
            assertThat(files.read()).map(AgentState::isSupervised).isEqualTo(Optional.of(false));
            assertThat(AgentProcesses.stop(files, TIMEOUT)).isTrue();
            assertThat(left.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(other.isAlive()).isTrue();
            assertThat(AgentProcesses.stop(files, TIMEOUT)).isFalse();
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void killsWhatDoesNotEnd() throws Exception {
        Process stubborn =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "trap '' TERM; touch \"$0\"; while :; do sleep 0.1; done",
                                folder.resolve("up").toString())
                        .start();
        try {
            Awaitility.await().atMost(TIMEOUT).until(() -> Files.exists(folder.resolve("up")));
            files.write(
                    AgentState.begun(ProcessIdentity.NONE, 0)
                            .started(ProcessIdentity.of(stubborn.pid()), 1, 0));
            assertThat(AgentProcesses.stop(files, Duration.ofMillis(500))).isTrue();
            assertThat(stubborn.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            stubborn.destroyForcibly();
        }
    }
}
