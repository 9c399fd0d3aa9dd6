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

/** Real programs that take more than they may. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ResourceLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    @TempDir Path folder;

    private AgentProcess.Ended run(String script, ResourceLimits confinement) throws Exception {
        return AgentProcess.run(
                new AgentProcess.Command(
                        List.of("/bin/sh", "-c", script),
                        folder,
                        Map.of("PATH", "/usr/bin:/bin", "HOME", "/of-the-runner"),
                        folder.resolve("agent-output.log"),
                        10_000,
                        new AgentProcess.Patience(LONG, Duration.ZERO, Duration.ofSeconds(1)),
                        confinement,
                        "test",
                        new Secrets(),
                        launch -> {}),
                new CancellationToken(),
                line -> {});
    }

    @Test
    void endsWhatUsesUpItsProcessorTime() throws Exception {
        Assumptions.assumeTrue(ResourceLimits.program("prlimit").isPresent());
        AgentProcess.Ended ended =
                run("while :; do :; done", new ResourceLimits(Duration.ofSeconds(1), 0, 0, null));
        assertThat(ended.failure(LONG).map(Failed::reason))
                .hasValue("The agent was stopped: it used its 1 s of processor time (cpu-limit).");
    }

    @Test
    void givesNoMoreMemoryThanItMayHave() throws Exception {
        Assumptions.assumeTrue(ResourceLimits.program("prlimit").isPresent());
        String hungry = "head -c 300000000 /dev/zero | tail -n 1 > /dev/null";
        assertThat(run(hungry, ResourceLimits.NONE).exit()).isZero();
        AgentProcess.Ended ended =
                run(hungry, new ResourceLimits(Duration.ZERO, 64L * 1024 * 1024, 0, null));
        assertThat(ended.exit()).isNotZero();
        assertThat(ended.lastLine() + ended.failure(LONG)).containsIgnoringCase("memory");
    }

    @Test
    void isTheUserItIsToBeAndHasNotTheRunnersHome() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        AgentProcess.Ended ended =
                run(
                        "id -un; echo $USER; echo $HOME",
                        new ResourceLimits(Duration.ZERO, 0, 0, SystemUser.of("nobody", 1)));
        assertThat(ended.printed()).startsWith("nobody\nnobody\n").doesNotContain("/of-the-runner");
    }
}
