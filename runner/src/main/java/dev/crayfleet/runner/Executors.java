package dev.crayfleet.runner;

import dev.crayfleet.runner.cost.CostCalculator;
import dev.crayfleet.runner.executor.DemoExecutor;
import dev.crayfleet.runner.executor.DemoJournal;
import dev.crayfleet.runner.executor.Executor;
import dev.crayfleet.runner.executor.NoopExecutor;
import dev.crayfleet.runner.executor.OpenClawExecutor;
import dev.crayfleet.runner.openclaw.OpenClawFile;
import dev.crayfleet.runner.openclaw.OpenClawFinder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the executor when a runner starts. */
final class Executors {
    private static final Logger LOG = LoggerFactory.getLogger(Executors.class);

    private Executors() {}

    /**
     * @param environment the runner's own
     * @throws IllegalArgumentException with a sentence for people, if OpenClaw is asked for and is
     *     not there
     */
    static Executor choose(RunnerConfig config, Map<String, String> environment) {
        return switch (config.executor()) {
            case NOOP -> {
                LOG.warn("Tasks are NOT RUN: this runner answers at once, for benchmarks.");
                yield new NoopExecutor();
            }
            case DEMO -> demo(config, "as configured (crayfleet.runner.executor=demo)");
            case OPENCLAW_EXEC ->
                    openclaw(
                            config,
                            environment,
                            find(config, environment)
                                    .orElseThrow(() ->
                                            new IllegalArgumentException(
                                                    "OpenClaw was not found in PATH or where its installers put it. Install it (npm install -g openclaw) or say where it is with OPENCLAW_BIN.")));
            case AUTO ->
                    find(config, environment)
                            .map(program -> openclaw(config, environment, program))
                            .orElseGet(() ->
                                    demo(
                                            config,
                                            "because OpenClaw was not found in PATH or where its installers put it; OPENCLAW_BIN says where it is"));
        };
    }

    private static Optional<Path> find(RunnerConfig config, Map<String, String> environment) {
        return new OpenClawFinder(
                        environment.getOrDefault("PATH", ""),
                        Path.of(environment.getOrDefault("HOME", ".")),
                        Path.of("/"))
                .find(config.openclaw().bin());
    }

    private static Executor demo(RunnerConfig config, String why) {
        LOG.warn("Tasks are answered by the built-in DEMO agent, not by OpenClaw, {}.", why);
        return new DemoExecutor(
                config.demo().delay(),
                new DemoJournal(config.demo().journal(), config.terms().id()));
    }

    private static Executor openclaw(
            RunnerConfig config, Map<String, String> environment, Path program) {
        RunnerConfig.OpenClaw openclaw = config.openclaw();
        OpenClawFile file = new OpenClawFile(openclaw.config());
        if (!file.exists()) {
            LOG.warn(
                    "{} is not there: models, aliases and prices are unknown. OPENCLAW_CONFIG_PATH says where it is.",
                    file.path());
        }
        LOG.info("agents are {} with {}", program, file.path());
        return new OpenClawExecutor(
                new OpenClawExecutor.Settings(
                        program,
                        openclaw.stateDir(),
                        config.workspaces().folder().resolve(".node-compile-cache"),
                        environment,
                        openclaw.passEnv(),
                        openclaw.extraPythonPath(),
                        openclaw.startGrace(),
                        config.terms().killGrace(),
                        config.workspaces().logBytes()),
                file,
                new CostCalculator(openclaw.priceUnit()));
    }
}
