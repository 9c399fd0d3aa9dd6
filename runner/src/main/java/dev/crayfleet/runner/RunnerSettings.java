package dev.crayfleet.runner;

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
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link RunnerConfig}. A value that is not understood is an error that names it. */
final class RunnerSettings {
    private static final String PREFIX = "crayfleet.runner.";
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)?");

    private final Function<String, Optional<String>> lookup;
    private final Machine machine;

    /**
     * What a default depends on.
     *
     * @param home of the user
     * @param salt 4 hexadecimal digits
     */
    record Machine(String host, int cores, Path home, String salt) {}

    private RunnerSettings(Function<String, Optional<String>> lookup, Machine machine) {
        this.lookup = lookup;
        this.machine = machine;
    }

    /**
     * @param lookup gives the text of a property, if it is set
     * @throws IllegalArgumentException naming what is not understood
     */
    static RunnerConfig read(Function<String, Optional<String>> lookup, Machine machine) {
        return new RunnerSettings(lookup, machine).read();
    }

    private RunnerConfig read() {
        return new RunnerConfig(
                terms(),
                time("beat", "2s"),
                choice(ExecutorChoice.class, "executor", "auto"),
                new TimeLimits(
                        text("timeout", "timeout")
                                .map(value -> duration("timeout", value))
                                .orElse(null),
                        time("timeout-usual", "120s"),
                        time("timeout-high", "300s")),
                workspaces(),
                openclaw(),
                time("patience", "30s"),
                new RunnerConfig.Demo(
                        time("demo-delay", "0s"),
                        text("demo-journal").map(this::path).orElse(null)));
    }

    private RunnerTerms terms() {
        String id = text("id").orElseGet(() -> "runner-" + host() + "-" + machine.salt());
        return new RunnerTerms(
                new RunnerId(id),
                pools(text("pools").orElse("default=" + machine.cores())),
                new LeaseTerms(time("lease", "15s"), time("lease-margin", "5s")),
                time("drain-timeout", "30s"),
                time("kill-grace", "5s"));
    }

    private String host() {
        String plain = machine.host().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        return plain.isEmpty() ? "here" : plain.substring(0, Math.min(60, plain.length()));
    }

    private WorkspaceSettings workspaces() {
        return new WorkspaceSettings(
                text("workers", "workers.dir").map(this::path).orElse(Path.of("workers")),
                text("agents-md-template", "agents.md.template").map(this::path).orElse(null),
                Duration.ofHours(number("worker-retention-hours", "worker.retention.hours", 24)),
                (int) number("summary-max-length", "summary.max.length", 2_000),
                number("log-bytes", "", 10L * 1024 * 1024));
    }

    private RunnerConfig.OpenClaw openclaw() {
        return new RunnerConfig.OpenClaw(
                text("openclaw-bin", "openclaw.bin").map(this::path).orElse(null),
                text("openclaw-config", "openclaw.config.path")
                        .map(this::path)
                        .orElse(machine.home().resolve(".openclaw/openclaw.json")),
                text("openclaw-state-dir", "openclaw.state.dir").map(this::path).orElse(null),
                choice(PriceUnit.class, "price-unit", "per-1k"),
                list(text("pass-env").orElse("")),
                text("extra-pythonpath", "extra.pythonpath").orElse(null),
                time("start-grace", "15s"));
    }

    private Map<Pool, Integer> pools(String text) {
        Map<Pool, Integer> pools = new TreeMap<>();
        for (String part : list(text)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals).strip();
            String slots = equals < 0 ? "1" : part.substring(equals + 1).strip();
            if (!slots.matches("\\d{1,4}")) {
                throw bad("pools", text, "write default=3,auditor=1");
            }
            if (pools.put(new Pool(name), Integer.valueOf(slots)) != null) {
                throw bad("pools", text, "a pool is named twice");
            }
        }
        return pools;
    }

    private Optional<String> text(String name) {
        return lookup.apply(PREFIX + name).map(String::strip).filter(value -> !value.isEmpty());
    }

    private Optional<String> text(String name, String old) {
        return text(name)
                .or(() -> lookup.apply(old).map(String::strip).filter(value -> !value.isEmpty()));
    }

    private Path path(String text) {
        return text.startsWith("~/") ? machine.home().resolve(text.substring(2)) : Path.of(text);
    }

    private long number(String name, String old, long otherwise) {
        Optional<String> text = old.isEmpty() ? text(name) : text(name, old);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().matches("\\d{1,15}")) {
            throw bad(name, text.get(), "write a whole number");
        }
        return Long.parseLong(text.get());
    }

    private Duration time(String name, String otherwise) {
        return duration(name, text(name).orElse(otherwise));
    }

    private static Duration duration(String name, String text) {
        Matcher matcher = TIME.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (String.valueOf(matcher.group(2))) {
                case "ms" -> Duration.ofMillis(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> Duration.ofSeconds(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw bad(name, text, "write 500ms, 30s, 5m or 24h");
        }
    }

    private <E extends Enum<E>> E choice(Class<E> type, String name, String otherwise) {
        String text = text(name).orElse(otherwise);
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> word(each).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        bad(
                                name,
                                text,
                                "there are: "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(type.getEnumConstants())
                                                        .map(RunnerSettings::word)
                                                        .toList())));
    }

    private static String word(Enum<?> each) {
        return each.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static IllegalArgumentException bad(String name, String value, String hint) {
        return new IllegalArgumentException(
                "%s%s \"%s\" is not understood: %s".formatted(PREFIX, name, value, hint));
    }
}
