package dev.crayfleet.runner;

import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.runner.RunnerConfig.ExecutorChoice;
import dev.crayfleet.runner.RunnerConfig.Mode;
import dev.crayfleet.runner.run.RunnerPolicy;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import dev.crayfleet.runner.slots.TimeLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads a {@link RunnerConfig}. A value that is not understood is an error that names it. */
final class RunnerSettings {
    private static final long MIB = 1024L * 1024;

    private final SettingParser in;
    private final Machine machine;

    /**
     * What a default depends on.
     *
     * @param home of the user
     * @param salt 4 hexadecimal digits
     */
    record Machine(String host, int cores, Path home, String salt) {}

    private RunnerSettings(SettingParser in, Machine machine) {
        this.in = in;
        this.machine = machine;
    }

    /**
     * @param lookup gives the text of a property, if it is set
     * @throws IllegalArgumentException naming what is not understood
     */
    static RunnerConfig read(Function<String, Optional<String>> lookup, Machine machine) {
        return new RunnerSettings(new SettingParser(lookup, machine.home()), machine).read();
    }

    private RunnerConfig read() {
        return new RunnerConfig(
                terms(),
                in.time("beat", "2s"),
                new RunnerConfig.ExecutorChoices(
                        in.choice(ExecutorChoice.class, "executor", "auto"),
                        byPool(
                                in.choices(
                                        ExecutorChoice.class, "executors", in.text("executors")))),
                new TimeLimits(
                        in.text("timeout", "timeout")
                                .map(value -> SettingParser.duration("timeout", value))
                                .orElse(null),
                        in.time("timeout-usual", "120s"),
                        in.time("timeout-high", "300s")),
                workspaces(),
                openclaw(),
                gateway(),
                command(),
                safety(),
                leaving(),
                in.time("patience", "30s"),
                new RunnerConfig.Demo(
                        in.time("demo-delay", "0s"), in.path(in.text("demo-journal"))));
    }

    private RunnerPolicy terms() {
        String id = in.text("id").orElseGet(() -> "runner-" + host() + "-" + machine.salt());
        return new RunnerPolicy(
                new RunnerId(id),
                pools(in.text("pools").orElse("default=" + machine.cores())),
                new LeaseTimeouts(in.time("lease", "15s"), in.time("lease-margin", "5s")),
                in.time("drain-timeout", "30s"),
                in.time("kill-grace", "4s"));
    }

    private String host() {
        String plain = machine.host().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        return plain.isEmpty() ? "here" : plain.substring(0, Math.min(60, plain.length()));
    }

    private WorkspaceSettings workspaces() {
        return new WorkspaceSettings(
                in.text("workers", "workers.dir").map(in::path).orElse(Path.of("workers")),
                in.path(in.text("agents-md-template", "agents.md.template")),
                Duration.ofHours(in.number("worker-retention-hours", "worker.retention.hours", 24)),
                (int) in.number("summary-max-length", "summary.max.length", 2_000),
                in.number("log-bytes", 10 * MIB),
                in.number("workers-max-mb", 0) * MIB);
    }

    private RunnerConfig.OpenClaw openclaw() {
        return new RunnerConfig.OpenClaw(
                in.path(in.text("openclaw-bin", "openclaw.bin")),
                in.text("openclaw-config", "openclaw.config.path")
                        .map(in::path)
                        .orElse(machine.home().resolve(".openclaw/openclaw.json")),
                in.path(in.text("openclaw-state-dir", "openclaw.state.dir")),
                in.choice(PriceUnit.class, "price-unit", "per-1k"),
                SettingParser.list(in.text("pass-env").orElse("")),
                in.text("extra-pythonpath", "extra.pythonpath").orElse(null),
                in.time("start-grace", "15s"),
                in.choice(ThinkingFallback.class, "thinking-fallback", "nearest"));
    }

    private RunnerConfig.Gateway gateway() {
        return new RunnerConfig.Gateway(
                in.text("gateway-url").map(RunnerSettings::url).orElse(null),
                in.text("gateway-token", "openclaw.gateway.token").orElse(null),
                in.text("gateway-agent").orElse("main"),
                (int) in.number("gateway-port", 0),
                in.path(in.text("gateway-state-dir")),
                in.time("gateway-patience", "90s"));
    }

    private static URI url(String text) {
        if (!text.matches("wss?://[A-Za-z0-9.\\[\\]:-]+/?")) {
            throw SettingParser.bad("gateway-url", text, "write ws://127.0.0.1:18789");
        }
        return URI.create(text);
    }

    private CommandSettings command() {
        return CommandSettings.of(
                in.text("command").orElse(""),
                in.text("command-model").orElse(null),
                new CommandSettings.Pointers(
                        in.text("command-text").orElse(""),
                        in.text("command-error").orElse(""),
                        in.text("command-reported-model").orElse(""),
                        in.text("command-cost").orElse(""),
                        new CommandSettings.Tokens(
                                in.text("command-input-tokens").orElse(""),
                                in.text("command-output-tokens").orElse(""),
                                in.text("command-cache-read-tokens").orElse(""),
                                in.text("command-cache-write-tokens").orElse(""))));
    }

    private RunnerConfig.Safety safety() {
        return new RunnerConfig.Safety(
                in.choice(Mode.class, "mode", "full"),
                byPool(in.choices(Mode.class, "modes", in.text("modes"))),
                in.time("cpu-limit", "0s"),
                in.number("memory-limit-mb", 0) * MIB,
                (int) in.number("process-limit", 0),
                in.text("run-as").orElse(null),
                in.time("silence-timeout", "0s"));
    }

    private RunnerConfig.Leaving leaving() {
        return new RunnerConfig.Leaving(
                (int) in.number("max-tasks", 0),
                in.text("idle-exit", "max.idle.time")
                        .map(value -> SettingParser.duration("idle-exit", value))
                        .orElse(Duration.ZERO));
    }

    private static Map<Pool, Integer> pools(String text) {
        Map<Pool, Integer> pools = new TreeMap<>();
        SettingParser.pairs("pools", text)
                .forEach((name, slots) -> {
                    if (!slots.matches("\\d{0,4}")) {
                        throw SettingParser.bad("pools", text, "write default=3,auditor=1");
                    }
                    pools.put(new Pool(name), slots.isEmpty() ? 1 : Integer.parseInt(slots));
                });
        return pools;
    }

    private static <V> Map<Pool, V> byPool(Map<String, V> byName) {
        Map<Pool, V> byPool = new TreeMap<>();
        byName.forEach((name, value) -> byPool.put(new Pool(name), value));
        return byPool;
    }
}
