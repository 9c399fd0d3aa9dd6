package dev.crayfleet.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.runner.config.HostDefaults;
import dev.crayfleet.runner.config.RunnerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Older names of settings, and what is said of a value that is not understood. */
class RunnerSettingNamesTest {
    private static final HostDefaults HOST =
            new HostDefaults("Build Host", 4, Path.of("/home/me"), "0a1b");

    private static RunnerSettings read(Map<String, String> settings) {
        return TestSettings.read(settings, HOST);
    }

    @Test
    void acceptsTheNamesOfTheEarlierSystems() {
        assertThat(read(Map.of("max.idle.time", "300", "openclaw.gateway.token", "t")))
                .satisfies(settings -> {
                    assertThat(settings.exit().maxIdle()).isEqualTo(Duration.ofMinutes(5));
                    assertThat(settings.agents().gateway().token()).isEqualTo("t");
                });
        RunnerSettings settings =
                read(
                        Map.of(
                                "workers.dir", "/old",
                                "timeout", "60",
                                "worker.retention.hours", "1",
                                "summary.max.length", "300",
                                "openclaw.bin", "/o/claw",
                                "openclaw.config.path", "/o/c.json",
                                "openclaw.state.dir", "/o/s",
                                "extra.pythonpath", "/o/py",
                                "agents.md.template", "/o/a.md"));
        assertThat(settings.workspaces().folder()).isEqualTo(Path.of("/old"));
        assertThat(settings.timeLimits().general()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.workspaces().retention()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.workspaces().summaryChars()).isEqualTo(300);
        assertThat(settings.agents().openclaw().program()).isEqualTo(Path.of("/o/claw"));
        assertThat(settings.agents().openclaw().configFile()).isEqualTo(Path.of("/o/c.json"));
        assertThat(settings.agents().openclaw().stateDir()).isEqualTo(Path.of("/o/s"));
        assertThat(settings.agents().processes().extraPythonPath()).isEqualTo("/o/py");
        assertThat(settings.workspaces().template()).isEqualTo(Path.of("/o/a.md"));
    }

    @Test
    void namesTheSettingThatIsNotUnderstood() {
        for (Map<String, String> bad :
                List.of(
                        Map.of("crayfleet.runner.beat", "soon"),
                        Map.of("crayfleet.runner.max-timeout", "for ever"),
                        Map.of("crayfleet.runner.pools", "default=many"),
                        Map.of("crayfleet.runner.executor", "magic"),
                        Map.of("crayfleet.runner.executors", "default=magic"),
                        Map.of("crayfleet.runner.modes", "nowhere=full"),
                        Map.of("crayfleet.runner.gateway-url", "http://here"),
                        Map.of("crayfleet.runner.command", "claude -p"),
                        Map.of("crayfleet.runner.command", "[\"claude\"]"),
                        Map.of("crayfleet.runner.log-bytes", "a lot"))) {
            String name = bad.keySet().iterator().next();
            assertThatThrownBy(() -> read(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name.replace("crayfleet.runner.", ""));
        }
        assertThatThrownBy(() -> read(Map.of("crayfleet.runner.beat", "20s")))
                .hasMessageContaining("must be above 0s, and shorter than");
    }

    @Test
    void quotesTheValueAndSaysWhatToWrite() {
        assertThatThrownBy(() -> read(Map.of("crayfleet.runner.beat", "soon")))
                .hasMessage(
                        "crayfleet.runner.beat (CRAYFLEET_RUNNER_BEAT) \"soon\" is not understood: write 500ms, 30s, 5m or 24h");
        assertThatThrownBy(() -> read(Map.of("crayfleet.runner.mode", "half")))
                .hasMessage(
                        "crayfleet.runner.mode (CRAYFLEET_RUNNER_MODE) \"half\" is not understood: there are: full, restricted");
        assertThatThrownBy(() -> read(Map.of("timeout", "never")))
                .hasMessageStartingWith(
                        "crayfleet.runner.timeout (CRAYFLEET_RUNNER_TIMEOUT or TIMEOUT) \"never\" is not understood: ");
    }

    @Test
    void prefersItsOwnNamesToThoseOfTheEarlierSystems() {
        RunnerSettings settings =
                read(
                        Map.of(
                                "crayfleet.runner.workers", "/ours",
                                "workers.dir", "/old",
                                "crayfleet.runner.timeout", "7",
                                "timeout", "60"));
        assertThat(settings.workspaces().folder()).isEqualTo(Path.of("/ours"));
        assertThat(settings.timeLimits().general()).isEqualTo(Duration.ofSeconds(7));
    }
}
