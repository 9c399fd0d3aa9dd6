package dev.crayfleet.runner;

import dev.crayfleet.agents.cost.PriceCheck;
import dev.crayfleet.agents.openclaw.ModelCatalog;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawFinder;
import dev.crayfleet.agents.openclaw.OpenClawJson;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.RunnerConfig.ExecutorChoice;
import dev.crayfleet.runner.RunnerConfig.Mode;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says what a runner with these settings would find here, without starting anything. */
public final class RunnerDoctor {
    private static final long LITTLE = 1024L * 1024 * 1024;

    /** As providers of models call their keys. */
    private static final Pattern MODEL_KEY = Pattern.compile("API_?KEY$|_AUTH_TOKEN$");

    private final RunnerConfig config;
    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    /** How grave a finding is. */
    public enum Grade {
        WELL,
        /** It works, and is perhaps not what is meant. */
        ODD,
        BAD
    }

    /**
     * @param sentence for people: what is so, and what to do where it is not well
     */
    public record Finding(Grade grade, String sentence) {}

    private RunnerDoctor(RunnerConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /** By the settings that a runner started from here would have. */
    public static List<Finding> look() {
        try (Environment settings =
                ApplicationContext.builder()
                        .banner(false)
                        .deduceEnvironment(false)
                        .build()
                        .getEnvironment()) {
            settings.start();
            RunnerConfig config =
                    RunnerSettings.read(
                            name -> settings.getProperty(name, String.class),
                            RunnerFactory.machine());
            return look(config, System.getenv());
        } catch (IllegalArgumentException refused) {
            return List.of(new Finding(Grade.BAD, String.valueOf(refused.getMessage())));
        }
    }

    static List<Finding> look(RunnerConfig config, Map<String, String> environment) {
        RunnerDoctor doctor = new RunnerDoctor(config, environment);
        doctor.pools();
        if (doctor.runsOpenClaw()) {
            doctor.models();
        }
        doctor.folder();
        return List.copyOf(doctor.findings);
    }

    private void say(Grade grade, String sentence) {
        findings.add(new Finding(grade, sentence));
    }

    private void pools() {
        for (Pool pool : config.terms().slots().keySet()) {
            ExecutorChoice choice = config.executors().of(pool);
            Mode mode = config.safety().of(pool);
            try {
                ExecutorFactory.mayBeHeld(choice, mode, () -> attached() || find().isPresent());
                say(grade(choice), "Pool %s: %s".formatted(pool, agents(choice, mode)));
            } catch (IllegalArgumentException refused) {
                say(Grade.BAD, "Pool %s: %s".formatted(pool, refused.getMessage()));
            }
        }
    }

    private Grade grade(ExecutorChoice choice) {
        return switch (choice) {
            case NOOP, DEMO -> Grade.ODD;
            case COMMAND -> config.command().words().isEmpty() ? Grade.BAD : Grade.WELL;
            case AUTO -> attached() || find().isPresent() ? Grade.WELL : Grade.ODD;
            case OPENCLAW_EXEC -> find().isPresent() ? Grade.WELL : Grade.BAD;
            case OPENCLAW_GATEWAY -> attached() || find().isPresent() ? Grade.WELL : Grade.BAD;
        };
    }

    private String agents(ExecutorChoice choice, Mode mode) {
        String held = mode == Mode.RESTRICTED ? ", restricted" : "";
        return switch (choice) {
            case NOOP -> "nothing is run, for benchmarks.";
            case DEMO -> "the built-in demo agent answers.";
            case COMMAND ->
                    config.command().words().isEmpty()
                            ? "executor=command takes crayfleet.runner.command."
                            : "agents are %s.".formatted(config.command().words().getFirst());
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY, AUTO ->
                    choice != ExecutorChoice.OPENCLAW_EXEC && attached()
                            ? "agents run in the gateway at %s%s."
                                    .formatted(config.gateway().url(), held)
                            : find().map(program -> "agents are %s%s.".formatted(program, held))
                                    .orElse(
                                            choice == ExecutorChoice.AUTO
                                                    ? "OpenClaw was not found, the built-in demo agent answers."
                                                    : OpenClawFinder.notFound("OPENCLAW_BIN"));
        };
    }

    private boolean attached() {
        return config.gateway().url() != null;
    }

    private Optional<Path> find() {
        return new OpenClawFinder(
                        environment.getOrDefault("PATH", ""),
                        Path.of(environment.getOrDefault("HOME", ".")),
                        Path.of("/"))
                .find(config.openclaw().bin());
    }

    private boolean runsOpenClaw() {
        return config.terms().slots().keySet().stream()
                .map(config.executors()::of)
                .anyMatch(choice ->
                        switch (choice) {
                            case NOOP, DEMO, COMMAND -> false;
                            case AUTO, OPENCLAW_EXEC, OPENCLAW_GATEWAY -> true;
                        });
    }

    private void models() {
        OpenClawFile file =
                new OpenClawFile(config.openclaw().config(), new Secrets(), environment);
        if (!file.exists()) {
            say(
                    Grade.ODD,
                    "%s is not there: models, aliases and prices are unknown. OPENCLAW_CONFIG_PATH says where it is."
                            .formatted(file.path()));
            return;
        }
        try {
            OpenClawJson json = file.read();
            ModelCatalog catalog = json.catalog();
            say(Grade.WELL, "%s has %s.".formatted(file.path(), catalog.describe()));
            PriceCheck.of(config.openclaw().priceUnit(), catalog.prices())
                    .ifPresentOrElse(
                            check -> say(check.odd() ? Grade.ODD : Grade.WELL, check.sentence()),
                            () ->
                                    say(
                                            Grade.ODD,
                                            "It has no prices: what a task costs will be N/A."));
            keys(json);
        } catch (IllegalArgumentException unreadable) {
            say(Grade.BAD, String.valueOf(unreadable.getMessage()));
        }
    }

    /** Agents see of the environment what openclaw.json names; an attached Gateway has its own. */
    private void keys(OpenClawJson json) {
        if (attached()) {
            return;
        }
        List<String> missing =
                json.variables().stream()
                        .filter(name -> environment.getOrDefault(name, "").isEmpty())
                        .filter(name -> !json.hasValueOf(name))
                        .sorted()
                        .toList();
        if (!missing.isEmpty()) {
            say(
                    Grade.ODD,
                    "It refers to %s, which the environment here does not have: what needs that fails, unless OpenClaw finds it in its own .env file."
                            .formatted(String.join(", ", missing)));
        }
        List<String> unseen =
                environment.keySet().stream()
                        .filter(name -> MODEL_KEY.matcher(name).find())
                        .filter(name -> !json.variables().contains(name) && !json.hasValueOf(name))
                        .filter(name -> !config.openclaw().passEnv().contains(name))
                        .sorted()
                        .toList();
        if (!unseen.isEmpty()) {
            say(
                    Grade.ODD,
                    "%s is only in the environment here, and agents do not see it: where a model or a tool needs it, write \"${%s}\" in openclaw.json, or name it in crayfleet.runner.pass-env."
                            .formatted(String.join(", ", unseen), unseen.getFirst()));
        }
    }

    private void folder() {
        Path folder = config.workspaces().folder();
        try {
            Path there = folder;
            while (Files.notExists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            long free = Files.getFileStore(there).getUsableSpace();
            if (!Files.isDirectory(there) || !Files.isWritable(there)) {
                say(
                        Grade.BAD,
                        "%s cannot be written: crayfleet.runner.workers names the folder that agents work in."
                                .formatted(there));
            } else {
                say(
                        free < LITTLE ? Grade.ODD : Grade.WELL,
                        "Agents work in %s, where %,d MiB are free."
                                .formatted(folder, free / (1024 * 1024)));
            }
        } catch (IOException e) {
            say(Grade.BAD, "%s cannot be looked at: %s".formatted(folder, e.getMessage()));
        }
    }
}
