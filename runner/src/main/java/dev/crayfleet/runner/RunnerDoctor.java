package dev.crayfleet.runner;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.config.AgentMode;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.ExecutorChoice;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.exceptions.BeanContextException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says what a runner with these settings would find here, without starting it. */
public final class RunnerDoctor {
    private final RunnerSettings settings;
    private final AgentSettings agents;
    private final OpenClawLocator locator;

    /** How grave a finding is. */
    public enum Severity {
        OK,
        /** It works, and is perhaps not what is meant. */
        WARNING,
        ERROR
    }

    /**
     * @param sentence for people: what is so, and what to do where it is not well
     */
    public record Finding(Severity severity, String sentence) {
        static Finding ok(String sentence) {
            return new Finding(Severity.OK, sentence);
        }

        static Finding warning(String sentence) {
            return new Finding(Severity.WARNING, sentence);
        }

        static Finding error(String sentence) {
            return new Finding(Severity.ERROR, sentence);
        }
    }

    private RunnerDoctor(RunnerSettings settings, Map<String, String> environment) {
        this.settings = settings;
        this.agents = settings.agents();
        this.locator = new OpenClawLocator(agents.openclaw(), environment);
    }

    /** By the settings that a runner started from here would have. */
    public static List<Finding> diagnose() {
        return diagnose(Map.of());
    }

    /**
     * The same, with some other settings.
     *
     * @param settings stronger than the environment's
     */
    public static List<Finding> diagnose(Map<String, Object> settings) {
        Map<String, Object> strongest = new HashMap<>(settings);
        strongest.put(Stage.PROPERTY, RunnerApp.NAME);
        try (ApplicationContext context =
                ApplicationContext.builder()
                        .banner(false)
                        .eagerInitSingletons(false)
                        .deduceEnvironment(false)
                        .propertySources(
                                new MapPropertySource("given", strongest) {
                                    @Override
                                    public int getOrder() {
                                        return Integer.MAX_VALUE;
                                    }
                                })
                        .start()) {
            return diagnose(RunnerSettingsFactory.read(context), System.getenv());
        } catch (IllegalArgumentException refused) {
            return List.of(Finding.error(String.valueOf(refused.getMessage())));
        } catch (BeanContextException e) {
            return List.of(
                    Finding.error(String.valueOf(RunnerSettingsFactory.refusal(e).getMessage())));
        }
    }

    static List<Finding> diagnose(RunnerSettings settings, Map<String, String> environment) {
        RunnerDoctor doctor = new RunnerDoctor(settings, environment);
        List<Finding> findings = new ArrayList<>(doctor.checkPools());
        if (doctor.usesOpenClaw()) {
            findings.addAll(new OpenClawConfigCheck(settings.agents(), environment).findings());
        }
        findings.add(WorkersFolderCheck.finding(settings.workspaces().folder()));
        return List.copyOf(findings);
    }

    private List<Finding> checkPools() {
        List<Finding> findings = new ArrayList<>();
        for (Pool pool : settings.policy().slots().keySet()) {
            ExecutorChoice choice = agents.executors().of(pool);
            AgentMode mode = agents.modes().of(pool);
            try {
                RestrictionCheck.require(choice, mode, this::hasOpenClaw);
                findings.add(
                        new Finding(
                                severity(choice),
                                "Pool %s: %s".formatted(pool, describe(choice, mode))));
            } catch (IllegalArgumentException refused) {
                findings.add(Finding.error("Pool %s: %s".formatted(pool, refused.getMessage())));
            }
        }
        return findings;
    }

    private Severity severity(ExecutorChoice choice) {
        return switch (choice) {
            case NOOP, DEMO -> Severity.WARNING;
            case COMMAND -> agents.command().words().isEmpty() ? Severity.ERROR : Severity.OK;
            case AUTO -> hasOpenClaw() ? Severity.OK : Severity.WARNING;
            case OPENCLAW_EXEC -> locator.find().isPresent() ? Severity.OK : Severity.ERROR;
            case OPENCLAW_GATEWAY -> hasOpenClaw() ? Severity.OK : Severity.ERROR;
        };
    }

    private String describe(ExecutorChoice choice, AgentMode mode) {
        return switch (choice) {
            case NOOP -> "nothing is run, for benchmarks.";
            case DEMO -> "the built-in demo agent answers.";
            case COMMAND ->
                    agents.command().words().isEmpty()
                            ? "executor=command takes crayfleet.runner.command."
                            : "agents are %s.".formatted(agents.command().words().getFirst());
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY, AUTO -> describeOpenClaw(choice, mode);
        };
    }

    private String describeOpenClaw(ExecutorChoice choice, AgentMode mode) {
        String suffix = mode == AgentMode.RESTRICTED ? ", restricted." : ".";
        if (choice != ExecutorChoice.OPENCLAW_EXEC && agents.gateway().isRunningAlready()) {
            return "agents run in the gateway at " + agents.gateway().url() + suffix;
        }
        return locator.find()
                .map(Path::toString)
                .map(program -> "agents are " + program + suffix)
                .orElseGet(() ->
                        choice == ExecutorChoice.AUTO
                                ? "OpenClaw was not found, the built-in demo agent answers."
                                : OpenClawLocator.notFound());
    }

    private boolean hasOpenClaw() {
        return agents.gateway().isRunningAlready() || locator.find().isPresent();
    }

    private boolean usesOpenClaw() {
        return settings.policy().slots().keySet().stream()
                .map(agents.executors()::of)
                .anyMatch(choice ->
                        switch (choice) {
                            case NOOP, DEMO, COMMAND -> false;
                            case AUTO, OPENCLAW_EXEC, OPENCLAW_GATEWAY -> true;
                        });
    }
}
