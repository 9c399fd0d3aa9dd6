package dev.crayfleet.agents.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Limits of real programs. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ResourceLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    @TempDir Path folder;

    private ProcessResult run(String script, ResourceLimits limits) throws Exception {
        return AgentProcess.run(
                new AgentCommand(
                        new AgentCommand.Program(
                                List.of("/bin/sh", "-c", script),
                                folder,
                                Map.of("PATH", "/usr/bin:/bin", "HOME", "/of-the-runner")),
                        new AgentCommand.LogFile(
                                folder.resolve("agent-output.log"), 10_000, new Secrets()),
                        new ProcessTimeouts(LONG, Duration.ZERO, Duration.ofSeconds(1)),
                        limits,
                        "test",
                        launched -> {}),
                new CancellationToken(),
                line -> {});
    }

    @Test
    void stopsAProcessAtItsLimitOfProcessorTime() throws Exception {
        Assumptions.assumeTrue(LimitedCommand.findProgram("prlimit").isPresent());
        ProcessResult result =
                run(
                        "while :; do :; done",
                        new ResourceLimits(Duration.ofSeconds(1), 0, 0, 0, null));
        assertThat(result.failure(LONG).map(Failed::reason))
                .hasValue("The agent was stopped: it used its 1 s of processor time (cpu-limit).");
    }

    @Test
    void limitsTheMemoryOfAProcess() throws Exception {
        Assumptions.assumeTrue(LimitedCommand.findProgram("prlimit").isPresent());
        String hungry = "head -c 300000000 /dev/zero | tail -n 1 > /dev/null";
        assertThat(run(hungry, ResourceLimits.NONE).exitCode()).isZero();
        ProcessResult result =
                run(hungry, new ResourceLimits(Duration.ZERO, 64L * 1024 * 1024, 0, 0, null));
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.lastErrorLine() + result.failure(LONG)).containsIgnoringCase("memory");
    }

    @Test
    void endsAnAgentThatWritesALargerFileThanItMay() throws Exception {
        Assumptions.assumeTrue(LimitedCommand.findProgram("prlimit").isPresent());
        long mebibyte = 1024L * 1024;
        ProcessResult result =
                run(
                        "exec head -c 3000000 /dev/zero > large",
                        new ResourceLimits(Duration.ZERO, 0, mebibyte, 0, null));
        assertThat(result.failure(LONG).map(Failed::reason))
                .hasValue(
                        "The agent was stopped: it wrote a file of more than 1 MiB (file-limit-mb).");
        assertThat(folder.resolve("large")).hasSize(mebibyte);
    }

    @Test
    void runsAsAnotherUserWithoutTheRunnersHome() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        ProcessResult result =
                run(
                        "id -un; echo $USER; echo $HOME",
                        new ResourceLimits(Duration.ZERO, 0, 0, 0, SystemUser.of("nobody", 1)));
        assertThat(result.stdout()).startsWith("nobody\nnobody\n").doesNotContain("/of-the-runner");
    }
}
