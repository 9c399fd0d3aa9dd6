package dev.crayfleet.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.runner.RunnerConfig.ExecutorChoice;
import dev.crayfleet.runner.cost.PriceUnit;
import dev.crayfleet.runner.run.RunnerTerms;
import dev.crayfleet.runner.slots.LeaseTerms;
import dev.crayfleet.runner.slots.TimeLimits;
import dev.crayfleet.runner.workspace.WorkspaceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunnerSettingsTest {
    private static final RunnerSettings.Machine MACHINE =
            new RunnerSettings.Machine("Build Host", 4, Path.of("/home/me"), "0a1b");

    private static RunnerConfig read(Map<String, String> settings) {
        return RunnerSettings.read(name -> Optional.ofNullable(settings.get(name)), MACHINE);
    }

    @Test
    void hasTheseDefaults() {
        assertThat(read(Map.of()))
                .isEqualTo(
                        new RunnerConfig(
                                new RunnerTerms(
                                        new RunnerId("runner-build-host-0a1b"),
                                        Map.of(Pool.DEFAULT, 4),
                                        new LeaseTerms(
                                                Duration.ofSeconds(15), Duration.ofSeconds(5)),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(5)),
                                Duration.ofSeconds(2),
                                ExecutorChoice.AUTO,
                                TimeLimits.DEFAULT,
                                new WorkspaceSettings(
                                        Path.of("workers"),
                                        null,
                                        Duration.ofHours(24),
                                        2_000,
                                        10L * 1024 * 1024),
                                new RunnerConfig.OpenClaw(
                                        null,
                                        Path.of("/home/me/.openclaw/openclaw.json"),
                                        null,
                                        PriceUnit.PER_1K,
                                        List.of(),
                                        null,
                                        Duration.ofSeconds(15)),
                                Duration.ofSeconds(30),
                                new RunnerConfig.Demo(Duration.ZERO, null)));
    }

    @Test
    void takesEveryExecutor() {
        for (ExecutorChoice each : ExecutorChoice.values()) {
            String name = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(read(Map.of("crayfleet.runner.executor", name)).executor()).isEqualTo(each);
        }
    }

    @Test
    void takesEverySetting() {
        Map<String, String> settings = new HashMap<>();
        Map.of(
                        "id", "r1",
                        "pools", "default=3, auditor=1",
                        "lease", "9s",
                        "lease-margin", "1s",
                        "drain-timeout", "1m",
                        "kill-grace", "2s",
                        "beat", "500ms",
                        "executor", "openclaw-exec",
                        "timeout", "77",
                        "timeout-usual", "10s")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        Map.of(
                        "timeout-high", "PT20S",
                        "workers", "/w",
                        "agents-md-template", "~/AGENTS.md",
                        "worker-retention-hours", "2",
                        "summary-max-length", "500",
                        "log-bytes", "5000",
                        "openclaw-bin", "/bin/claw",
                        "openclaw-config", "/etc/claw.json",
                        "openclaw-state-dir", "/state",
                        "price-unit", "per-1m")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        Map.of(
                        "pass-env", "A_KEY, B_KEY",
                        "extra-pythonpath", "/py",
                        "start-grace", "3s",
                        "patience", "4s",
                        "demo-delay", "1s",
                        "demo-journal", "/starts")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        assertThat(read(settings))
                .isEqualTo(
                        new RunnerConfig(
                                new RunnerTerms(
                                        new RunnerId("r1"),
                                        Map.of(Pool.DEFAULT, 3, new Pool("auditor"), 1),
                                        new LeaseTerms(
                                                Duration.ofSeconds(9), Duration.ofSeconds(1)),
                                        Duration.ofMinutes(1),
                                        Duration.ofSeconds(2)),
                                Duration.ofMillis(500),
                                ExecutorChoice.OPENCLAW_EXEC,
                                new TimeLimits(
                                        Duration.ofSeconds(77),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(20)),
                                new WorkspaceSettings(
                                        Path.of("/w"),
                                        Path.of("/home/me/AGENTS.md"),
                                        Duration.ofHours(2),
                                        500,
                                        5_000),
                                new RunnerConfig.OpenClaw(
                                        Path.of("/bin/claw"),
                                        Path.of("/etc/claw.json"),
                                        Path.of("/state"),
                                        PriceUnit.PER_1M,
                                        List.of("A_KEY", "B_KEY"),
                                        "/py",
                                        Duration.ofSeconds(3)),
                                Duration.ofSeconds(4),
                                new RunnerConfig.Demo(Duration.ofSeconds(1), Path.of("/starts"))));
    }

    @Test
    void knowsTheNamesOfTheEarlierSystems() {
        RunnerConfig config =
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
        assertThat(config.workspaces().folder()).isEqualTo(Path.of("/old"));
        assertThat(config.limits().all()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.workspaces().retention()).isEqualTo(Duration.ofHours(1));
        assertThat(config.workspaces().summaryChars()).isEqualTo(300);
        assertThat(config.openclaw().bin()).isEqualTo(Path.of("/o/claw"));
        assertThat(config.openclaw().config()).isEqualTo(Path.of("/o/c.json"));
        assertThat(config.openclaw().stateDir()).isEqualTo(Path.of("/o/s"));
        assertThat(config.openclaw().extraPythonPath()).isEqualTo("/o/py");
        assertThat(config.workspaces().template()).isEqualTo(Path.of("/o/a.md"));
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        for (Map<String, String> bad :
                List.of(
                        Map.of("crayfleet.runner.beat", "soon"),
                        Map.of("crayfleet.runner.pools", "default=many"),
                        Map.of("crayfleet.runner.executor", "magic"),
                        Map.of("crayfleet.runner.log-bytes", "a lot"))) {
            String name = bad.keySet().iterator().next();
            assertThatThrownBy(() -> read(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
        assertThatThrownBy(() -> read(Map.of("crayfleet.runner.beat", "20s")))
                .hasMessageContaining("not often enough");
    }
}
