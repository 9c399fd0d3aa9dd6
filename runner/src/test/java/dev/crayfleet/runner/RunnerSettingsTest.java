package dev.crayfleet.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.home.HomeSettings;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.runner.config.AgentProcessSettings;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.DemoSettings;
import dev.crayfleet.runner.config.ExecutorChoice;
import dev.crayfleet.runner.config.ExitSettings;
import dev.crayfleet.runner.config.GatewaySettings;
import dev.crayfleet.runner.config.HostDefaults;
import dev.crayfleet.runner.config.KeyHandling;
import dev.crayfleet.runner.config.NamedAgentSettings;
import dev.crayfleet.runner.config.OpenClawSettings;
import dev.crayfleet.runner.config.PoolChoice;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.runner.run.RunnerPolicy;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import dev.crayfleet.runner.slots.TimeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerSettingsTest {
    @TempDir private Path folder;

    private static final HostDefaults HOST =
            new HostDefaults("Build Host", 4, Path.of("/home/me"), "0a1b");

    private static RunnerSettings read(Map<String, String> settings) {
        return TestSettings.read(settings, HOST);
    }

    @Test
    void hasTheDocumentedDefaults() {
        assertThat(read(Map.of()))
                .isEqualTo(
                        new RunnerSettings(
                                new RunnerPolicy(
                                        new RunnerId("runner-build-host-0a1b"),
                                        "Build Host",
                                        Map.of(Pool.DEFAULT, 4),
                                        new LeaseTimeouts(
                                                Duration.ofSeconds(15), Duration.ofSeconds(5)),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(4)),
                                Duration.ofSeconds(30),
                                ExitSettings.NEVER,
                                TimeLimits.DEFAULT,
                                new WorkspaceSettings(
                                        Path.of("workers"),
                                        null,
                                        null,
                                        Duration.ofHours(24),
                                        Duration.ofHours(168),
                                        2_000,
                                        10L * 1024 * 1024,
                                        10L * 1024 * 1024 * 1024),
                                new AgentSettings(
                                        new PoolChoice<>(ExecutorChoice.AUTO, Map.of()),
                                        new PoolChoice<>(AgentMode.FULL, Map.of()),
                                        new AgentProcessSettings(
                                                KeyHandling.DIRECT,
                                                List.of(),
                                                null,
                                                Duration.ZERO,
                                                0,
                                                1024L * 1024 * 1024,
                                                0,
                                                null,
                                                Duration.ZERO),
                                        new OpenClawSettings(
                                                null,
                                                Path.of("/home/me/.openclaw/openclaw.json"),
                                                null,
                                                PriceUnit.PER_1K,
                                                ThinkingFallback.NEAREST,
                                                Duration.ofSeconds(15)),
                                        new GatewaySettings(
                                                null,
                                                null,
                                                "main",
                                                0,
                                                null,
                                                Duration.ofSeconds(90)),
                                        CommandSettings.NONE,
                                        new DemoSettings(Duration.ZERO, null),
                                        new NamedAgentSettings(
                                                Set.of(),
                                                new HomeSettings(
                                                        Path.of(""),
                                                        "Build Host",
                                                        64L * 1024 * 1024,
                                                        5_000),
                                                Path.of(".crayfleet/agents").toAbsolutePath(),
                                                Map.of(),
                                                Map.of(),
                                                Map.of(),
                                                Duration.ofMinutes(30)))));
    }

    @Test
    void acceptsEveryExecutor() {
        for (ExecutorChoice each : ExecutorChoice.values()) {
            String name = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(
                            read(Map.of(
                                            "crayfleet.runner.pools",
                                            "default=1,auditor=1",
                                            "crayfleet.runner.executor",
                                            name,
                                            "crayfleet.runner.executors",
                                            "auditor=" + name))
                                    .agents()
                                    .executors())
                    .isEqualTo(new PoolChoice<>(each, Map.of(new Pool("auditor"), each)));
        }
    }

    @Test
    void acceptsEverySetting() {
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
                        "keys", "proxy",
                        "pass-env", "A_KEY, B_KEY",
                        "extra-pythonpath", "/py",
                        "start-grace", "3s",
                        "patience", "4s",
                        "demo-delay", "1s",
                        "demo-journal", "/starts")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        Map.of(
                        "executors", "auditor=command",
                        "workers-max-mb", "7",
                        "thinking-fallback", "refuse",
                        "gateway-url", "ws://127.0.0.1:18789",
                        "gateway-token", "opens it",
                        "gateway-agent", "helper",
                        "gateway-port", "19000",
                        "gateway-state-dir", "/gateway",
                        "gateway-patience", "20s")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        Map.of(
                        "command", "[\"prog\", \"{prompt}\", \"{model}\"]",
                        "command-model", "best",
                        "command-text", "/text",
                        "command-error", "/error",
                        "command-reported-model", "/model",
                        "command-cost", "/cost",
                        "command-input-tokens", "/in",
                        "command-output-tokens", "/out",
                        "command-cache-read-tokens", "/read",
                        "command-cache-write-tokens", "/write")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        Map.of(
                        "tools-md", "~/TOOLS.md",
                        "failed-retention-hours", "3",
                        "file-limit-mb", "512")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        Map.of(
                        "agents", "auditor=1",
                        "agents-folder", "/fleet",
                        "agents-state-dir", "/agents",
                        "home-max-mb", "2",
                        "home-max-files", "7",
                        "agent-gateways", "auditor=ws://127.0.0.1:18793",
                        "agent-gateway-token-files", "auditor=" + tokenFile(),
                        "agent-gateway-ports", "auditor=18820",
                        "agent-gateway-idle", "3m")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        Map.of(
                        "mode", "restricted",
                        "modes", "auditor=full",
                        "cpu-limit", "5m",
                        "memory-limit-mb", "2048",
                        "process-limit", "64",
                        "run-as", "worker",
                        "silence-timeout", "3m",
                        "max-tasks", "5",
                        "idle-exit", "600",
                        "max-timeout", "2h")
                .forEach((name, value) -> settings.put("crayfleet.runner." + name, value));
        assertThat(read(settings))
                .isEqualTo(
                        new RunnerSettings(
                                new RunnerPolicy(
                                        new RunnerId("r1"),
                                        "Build Host",
                                        Map.of(Pool.DEFAULT, 3, new Pool("auditor"), 1),
                                        new LeaseTimeouts(
                                                Duration.ofSeconds(9), Duration.ofSeconds(1)),
                                        Duration.ofMillis(500),
                                        Duration.ofMinutes(1),
                                        Duration.ofSeconds(2)),
                                Duration.ofSeconds(4),
                                new ExitSettings(5, Duration.ofMinutes(10)),
                                new TimeLimits(
                                        Duration.ofSeconds(77),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(20),
                                        Duration.ofHours(2)),
                                new WorkspaceSettings(
                                        Path.of("/w"),
                                        Path.of("/home/me/AGENTS.md"),
                                        Path.of("/home/me/TOOLS.md"),
                                        Duration.ofHours(2),
                                        Duration.ofHours(3),
                                        500,
                                        5_000,
                                        7L * 1024 * 1024),
                                everyAgentSetting()));
    }

    private Path tokenFile() {
        try {
            return Files.writeString(folder.resolve("token"), "the auditor's\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void servesNothingButItsAgentsWherePoolsAreNotSet() {
        assertThat(slots(Map.of("agents", "Manager, auditor=2")))
                .isEqualTo(Map.of(new Pool("manager"), 1, new Pool("auditor"), 2));
        assertThat(slots(Map.of("agents", "manager,auditor", "pools", "default=3,auditor=4")))
                .isEqualTo(Map.of(Pool.DEFAULT, 3, new Pool("manager"), 1, new Pool("auditor"), 4));
        assertThat(slots(Map.of())).containsOnlyKeys(Pool.DEFAULT);
    }

    private Map<Pool, Integer> slots(Map<String, String> settings) {
        return TestSettings.readShort(settings, folder).policy().slots();
    }

    @Test
    void refusesWhatIsSaidOfAnAgentThatIsNotServed() {
        assertThatThrownBy(() -> slots(Map.of("agents", "all")))
                .hasMessageContaining("(CRAYFLEET_RUNNER_AGENTS) \"all\" is not understood")
                .hasMessageContaining("start it with crayfleet runner");
        assertThatThrownBy(() ->
                        slots(
                                Map.of(
                                        "agents",
                                        "manager",
                                        "agent-gateways",
                                        "auditor=ws://127.0.0.1:1")))
                .hasMessage("agent-gateways names agent auditor, which agents does not");
        assertThatThrownBy(() ->
                        slots(
                                Map.of(
                                        "agents",
                                        "manager",
                                        "agent-gateway-token-files",
                                        "manager=" + folder.resolve("none"))))
                .hasMessageContaining("cannot be read by the runner");
        assertThatThrownBy(() -> slots(Map.of("agent-gateway-idle", "0s")))
                .hasMessage("agent-gateway-idle must be above 0s");
    }

    @Test
    void keepsThePortsOfGatewaysOfAgentsApart() {
        AgentSettings agents =
                TestSettings.readShort(
                                Map.of(
                                        "agents", "manager,auditor,webster",
                                        "agent-gateway-ports", "webster=19500",
                                        "gateway-port", "19000"),
                                folder)
                        .agents();
        assertThat(agents.gatewayOf(new Pool("auditor")).port()).isEqualTo(19_020);
        assertThat(agents.gatewayOf(new Pool("manager")).port()).isEqualTo(19_040);
        assertThat(agents.gatewayOf(new Pool("webster")).port()).isEqualTo(19_500);
        assertThat(agents.gatewayOf(Pool.DEFAULT).port()).isEqualTo(19_000);
    }

    private static AgentSettings everyAgentSetting() {
        Pool auditor = new Pool("auditor");
        return new AgentSettings(
                new PoolChoice<>(
                        ExecutorChoice.OPENCLAW_EXEC, Map.of(auditor, ExecutorChoice.COMMAND)),
                new PoolChoice<>(AgentMode.RESTRICTED, Map.of(auditor, AgentMode.FULL)),
                new AgentProcessSettings(
                        KeyHandling.PROXY,
                        List.of("A_KEY", "B_KEY"),
                        "/py",
                        Duration.ofMinutes(5),
                        2048L * 1024 * 1024,
                        512L * 1024 * 1024,
                        64,
                        "worker",
                        Duration.ofMinutes(3)),
                new OpenClawSettings(
                        Path.of("/bin/claw"),
                        Path.of("/etc/claw.json"),
                        Path.of("/state"),
                        PriceUnit.PER_1M,
                        ThinkingFallback.REFUSE,
                        Duration.ofSeconds(3)),
                new GatewaySettings(
                        URI.create("ws://127.0.0.1:18789"),
                        "opens it",
                        "helper",
                        19_000,
                        Path.of("/gateway"),
                        Duration.ofSeconds(20)),
                new CommandSettings(
                        List.of("prog", "{prompt}", "{model}"),
                        "best",
                        new CommandSettings.Pointers(
                                "/text",
                                "/error",
                                "/model",
                                "/cost",
                                new CommandSettings.Tokens("/in", "/out", "/read", "/write"))),
                new DemoSettings(Duration.ofSeconds(1), Path.of("/starts")),
                new NamedAgentSettings(
                        Set.of(auditor),
                        new HomeSettings(Path.of("/fleet"), "Build Host", 2L * 1024 * 1024, 7),
                        Path.of("/agents"),
                        Map.of(auditor, URI.create("ws://127.0.0.1:18793")),
                        Map.of(auditor, "the auditor's"),
                        Map.of(auditor, 18_820),
                        Duration.ofMinutes(3)));
    }
}
