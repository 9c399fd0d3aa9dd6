package dev.crayfleet.runner;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.ExecutorChoice;
import dev.crayfleet.runner.config.RunnerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose agents would do the work of each pool, and whether they start. */
final class PoolCheck {
    private final RunnerSettings settings;
    private final AgentSettings agents;
    private final OpenClawLocator locator;
    private final OpenClawStartCheck start;

    /**
     * @param environment the runner's own
     */
    PoolCheck(RunnerSettings settings, Map<String, String> environment) {
        this.settings = settings;
        this.agents = settings.agents();
        this.locator = new OpenClawLocator(agents.openclaw(), environment);
        this.start = new OpenClawStartCheck(settings, environment);
    }

    /** One for each pool, and one for the program that agents are. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Pool pool : settings.policy().slots().keySet()) {
            ExecutorChoice choice = agents.executors().of(pool);
            AgentMode mode = agents.modes().of(pool);
            try {
                RestrictionCheck.require(choice, mode, () -> hasOpenClaw(pool));
                KeysCheck.require(agents, choice, agents.gatewayOf(pool));
                findings.add(
                        new Finding(
                                severity(pool, choice, mode),
                                "Pool %s: %s".formatted(pool, describe(pool, choice, mode))));
            } catch (IllegalArgumentException refused) {
                findings.add(Finding.error("Pool %s: %s".formatted(pool, refused.getMessage())));
            }
        }
        findings.addAll(checkStart());
        return findings;
    }

    /** Empty where no pool starts OpenClaw's program, or it is missing, which its pool says. */
    private List<Finding> checkStart() {
        return settings.policy().slots().keySet().stream()
                        .anyMatch(pool ->
                                startsProgram(
                                        pool, agents.executors().of(pool), agents.modes().of(pool)))
                ? found().map(start::finding).stream().toList()
                : List.of();
    }

    private Severity severity(Pool pool, ExecutorChoice choice, AgentMode mode) {
        return switch (choice) {
            case NOOP, DEMO -> Severity.WARNING;
            case COMMAND -> agents.command().words().isEmpty() ? Severity.ERROR : Severity.OK;
            case AUTO, OPENCLAW_EXEC, OPENCLAW_GATEWAY -> {
                if (startsProgram(pool, choice, mode)) {
                    yield found().filter(start::starts).isPresent() ? Severity.OK : Severity.ERROR;
                }
                // In a gateway that runs already, or else by the demo agent.
                yield agents.gatewayOf(pool).isRunningAlready() ? Severity.OK : Severity.WARNING;
            }
        };
    }

    /** Whether agents would be processes of OpenClaw's program, or run in one. */
    private boolean startsProgram(Pool pool, ExecutorChoice choice, AgentMode mode) {
        return switch (choice) {
            case NOOP, DEMO, COMMAND -> false;
            case OPENCLAW_EXEC -> true;
            case OPENCLAW_GATEWAY -> !agents.gatewayOf(pool).isRunningAlready();
            case AUTO ->
                    !agents.gatewayOf(pool).isRunningAlready()
                            && found().isPresent()
                            && (mode == AgentMode.RESTRICTED
                                    || Files.exists(agents.openclaw().configFile()));
        };
    }

    private String describe(Pool pool, ExecutorChoice choice, AgentMode mode) {
        return switch (choice) {
            case NOOP -> "nothing is run, for benchmarks.";
            case DEMO -> "the built-in demo agent answers.";
            case COMMAND ->
                    agents.command().words().isEmpty()
                            ? "executor=command takes crayfleet.runner.command."
                            : "agents are %s.".formatted(agents.command().words().getFirst());
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY, AUTO -> describeOpenClaw(pool, choice, mode);
        };
    }

    private String describeOpenClaw(Pool pool, ExecutorChoice choice, AgentMode mode) {
        String suffix = mode == AgentMode.RESTRICTED ? ", restricted." : ".";
        if (choice != ExecutorChoice.OPENCLAW_EXEC && agents.gatewayOf(pool).isRunningAlready()) {
            return "agents run in the gateway at " + agents.gatewayOf(pool).url() + suffix;
        }
        Optional<Path> program = locator.find();
        if (program.isEmpty()) {
            return choice == ExecutorChoice.AUTO
                    ? "OpenClaw was not found, the built-in demo agent answers."
                    : OpenClawLocator.notFound();
        }
        if (!startsProgram(pool, choice, mode)) {
            return "OpenClaw is %s and has no models, because %s is not there: the built-in demo agent answers."
                    .formatted(program.get(), agents.openclaw().configFile());
        }
        return "agents are %s%s"
                .formatted(
                        program.get(),
                        start.starts(program.get()) ? suffix : ", which does not start.");
    }

    /**
     * Pools whose agents may do whatever the user may who runs the runner, and read what is that
     * user's: secrets above all.
     */
    List<Pool> withoutWall() {
        if (agents.processes().runAs() != null) {
            return List.of();
        }
        return withPrograms().stream()
                .filter(pool -> agents.modes().of(pool) == AgentMode.FULL)
                .toList();
    }

    /** Pools whose agents are more than what is built in. */
    List<Pool> withPrograms() {
        return settings.policy().slots().keySet().stream()
                .filter(pool ->
                        runsPrograms(pool, agents.executors().of(pool), agents.modes().of(pool)))
                .sorted()
                .toList();
    }

    /** Whether agents are more than what is built in. */
    private boolean runsPrograms(Pool pool, ExecutorChoice choice, AgentMode mode) {
        return switch (choice) {
            case NOOP, DEMO -> false;
            case COMMAND, OPENCLAW_EXEC, OPENCLAW_GATEWAY -> true;
            case AUTO ->
                    agents.gatewayOf(pool).isRunningAlready() || startsProgram(pool, choice, mode);
        };
    }

    private boolean hasOpenClaw(Pool pool) {
        return agents.gatewayOf(pool).isRunningAlready() || locator.find().isPresent();
    }

    /** The program; empty also where the settings name one that is none, which its pool says. */
    private Optional<Path> found() {
        try {
            return locator.find();
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    /** Whether there are agents that may ask models by themselves. */
    boolean askModels() {
        return useOpenClaw()
                || settings.policy().slots().keySet().stream()
                        .anyMatch(pool -> agents.executors().of(pool) == ExecutorChoice.COMMAND);
    }

    boolean useOpenClaw() {
        return settings.policy().slots().keySet().stream()
                .map(agents.executors()::of)
                .anyMatch(choice ->
                        switch (choice) {
                            case NOOP, DEMO, COMMAND -> false;
                            case AUTO, OPENCLAW_EXEC, OPENCLAW_GATEWAY -> true;
                        });
    }
}
