package dev.crayfleet.agents.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.process.AgentProcess.Command;
import dev.crayfleet.agents.process.AgentProcess.Cut;
import dev.crayfleet.agents.process.AgentProcess.Ended;
import dev.crayfleet.agents.process.AgentProcess.Patience;
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
    private final CancellationToken stop = new CancellationToken();

    private Ended run(String script, Patience patience) throws Exception {
        return AgentProcess.run(
                new Command(
                        List.of("/bin/sh", "-c", script),
                        folder,
                        Map.of("PATH", "/usr/bin:/bin"),
                        folder.resolve("log"),
                        10_000,
                        patience,
                        ResourceLimits.NONE,
                        "test",
                        new Secrets(),
                        launched::set),
                stop,
                line -> {
                    if (line.equals("stop me")) {
                        stop.request(
                                new CancellationToken.Request(
                                        FailureKind.CANCELLED, "stop it", LONG, false));
                    }
                });
    }

    @Test
    void isStoppedWhenItSaysNothing() throws Exception {
        Ended ended =
                run(
                        "echo begin; sleep 300 & sleep 300",
                        new Patience(LONG, Duration.ofSeconds(1), LONG));
        assertThat(ended.cut()).isEqualTo(new Cut.Silent(Duration.ofSeconds(1)));
        assertThat(ended.failure(LONG).orElseThrow().kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(ended.failure(LONG).orElseThrow().reason())
                .isEqualTo("The agent was stopped: it printed nothing for 1 s.");
        assertThat(launched.get().tree().size().processes()).isZero();
    }

    @Test
    void isLeftAloneAsLongAsItSaysSomething() throws Exception {
        Ended ended =
                run(
                        "for i in 1 2 3 4; do sleep 0.5; echo $i >&2; done",
                        new Patience(LONG, Duration.ofMillis(1_900), LONG));
        assertThat(ended.cut()).isNull();
        assertThat(ended.lastLine()).isEqualTo("4");
    }

    @Test
    void isAskedBeforeItIsKilled() throws Exception {
        Ended ended =
                run(
                        "trap 'echo good bye; exit 5' TERM; echo 'stop me' >&2; while :; do sleep 0.1; done",
                        new Patience(LONG, Duration.ZERO, Duration.ZERO));
        assertThat(ended.cut()).isInstanceOf(Cut.Asked.class);
        assertThat(ended.exit()).isEqualTo(5);
        assertThat(ended.printed()).isEqualTo("good bye\n");
    }

    @Test
    void keepsTheEndOfWhatItPrints() throws Exception {
        Ended ended =
                run(
                        "head -c 6000000 /dev/zero | tr '\\0' 'z'; echo; echo 'the very end'",
                        new Patience(LONG, Duration.ZERO, LONG));
        assertThat(ended.printed()).hasSize(AgentProcess.MOST_OUTPUT).endsWith("z\nthe very end\n");
        assertThat(ended.dropped()).isEqualTo(6_000_014L - AgentProcess.MOST_OUTPUT);
    }
}
