package dev.crayfleet.agents.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.FailureKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When an agent is stopped, and how. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class AgentProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path folder;
    private final AtomicReference<LaunchedProcess> launched = new AtomicReference<>();
    private final CancellationToken cancellation = new CancellationToken();

    private ProcessResult run(String script, ProcessTimeouts timeouts) throws Exception {
        return AgentProcess.run(
                new AgentCommand(
                        new AgentCommand.Program(
                                List.of("/bin/sh", "-c", script),
                                folder,
                                Map.of("PATH", "/usr/bin:/bin")),
                        new AgentCommand.LogFile(folder.resolve("log"), 10_000, new Secrets()),
                        timeouts,
                        ResourceLimits.NONE,
                        "test",
                        launched::set),
                cancellation,
                line -> {
                    if (line.equals("stop me")) {
                        cancellation.request(
                                new CancellationToken.Request(
                                        FailureKind.CANCELLED, "stop it", LONG, false));
                    }
                });
    }

    @Test
    void stopsASilentProcess() throws Exception {
        ProcessResult result =
                run(
                        "echo begin; sleep 300 & sleep 300",
                        new ProcessTimeouts(LONG, Duration.ofSeconds(1), LONG));
        assertThat(result.stopCause())
                .isEqualTo(new StopCause.SilenceTimedOut(Duration.ofSeconds(1)));
        assertThat(result.failure(LONG).orElseThrow().kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(result.failure(LONG).orElseThrow().reason())
                .isEqualTo("The agent was stopped: it printed nothing for 1 s.");
        assertThat(launched.get().tree().size().processes()).isZero();
    }

    @Test
    void doesNotStopAProcessThatPrints() throws Exception {
        ProcessResult result =
                run(
                        "for i in 1 2 3 4; do sleep 0.5; echo $i >&2; done",
                        new ProcessTimeouts(LONG, Duration.ofMillis(1_900), LONG));
        assertThat(result.stopCause()).isNull();
        assertThat(result.lastErrorLine()).isEqualTo("4");
    }

    @Test
    void letsACancelledProcessEndByItselfFirst() throws Exception {
        ProcessResult result =
                run(
                        "trap 'echo good bye; exit 5' TERM; echo 'stop me' >&2; while :; do sleep 0.1; done",
                        new ProcessTimeouts(LONG, Duration.ZERO, Duration.ZERO));
        assertThat(result.stopCause()).isInstanceOf(StopCause.Cancelled.class);
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.stdout()).isEqualTo("good bye\n");
    }

    @Test
    void keepsTheEndOfALongOutput() throws Exception {
        ProcessResult result =
                run(
                        "head -c 6000000 /dev/zero | tr '\\0' 'z'; echo; echo 'the very end'",
                        new ProcessTimeouts(LONG, Duration.ZERO, LONG));
        assertThat(result.stdout())
                .hasSize(AgentProcess.MAX_STDOUT_BYTES)
                .endsWith("z\nthe very end\n");
        assertThat(result.droppedBytes()).isEqualTo(6_000_014L - AgentProcess.MAX_STDOUT_BYTES);
    }
}
