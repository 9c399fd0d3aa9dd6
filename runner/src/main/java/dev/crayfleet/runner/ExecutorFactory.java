package dev.crayfleet.runner;

import dev.crayfleet.agents.command.CommandExecutor;
import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.agents.cost.PriceCheck;
import dev.crayfleet.agents.executor.DemoExecutor;
import dev.crayfleet.agents.executor.DemoJournal;
import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.executor.NoopExecutor;
import dev.crayfleet.agents.executor.PoolExecutors;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.GatewayEndpoint;
import dev.crayfleet.agents.gateway.GatewayExecutor;
import dev.crayfleet.agents.gateway.GatewayExecutorSettings;
import dev.crayfleet.agents.gateway.GatewayFolder;
import dev.crayfleet.agents.gateway.GatewayHost;
import dev.crayfleet.agents.gateway.GatewayTimeouts;
import dev.crayfleet.agents.gateway.OwnedGateway;
import dev.crayfleet.agents.gateway.OwnedGatewaySettings;
import dev.crayfleet.agents.openclaw.NearestThinkingExecutor;
import dev.crayfleet.agents.openclaw.OpenClawExecutor;
import dev.crayfleet.agents.openclaw.OpenClawExecutorSettings;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawFinder;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.RunRegistry;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.RunnerConfig.ExecutorChoice;
import dev.crayfleet.runner.RunnerConfig.Mode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the executors of a runner, one for all pools that want the same. */
final class ExecutorFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorFactory.class);

    private final RunnerConfig config;
    private final Map<String, String> environment;
    private final Secrets secrets;
    private final OpenClawFile file;
    private final OpenClawPrices prices;
    private final ProcessSettings processes;

    private record Kind(ExecutorChoice choice, Mode mode) {}

    private ExecutorFactory(RunnerConfig config, Map<String, String> environment, Secrets secrets) {
        this.config = config;
        this.environment = environment;
        this.secrets = secrets;
        this.file = new OpenClawFile(config.openclaw().config(), secrets, environment);
        this.prices = new OpenClawPrices(new CostCalculator(config.openclaw().priceUnit()));
        RunnerConfig.Safety safety = config.safety();
        this.processes =
                new ProcessSettings(
                        new EnvironmentSettings(
                                environment,
                                config.openclaw().passEnv(),
                                config.openclaw().extraPythonPath()),
                        config.terms().killGrace(),
                        safety.silence(),
                        config.workspaces().logBytes(),
                        new ResourceLimits(
                                safety.cpu(),
                                safety.memoryBytes(),
                                safety.processes(),
                                safety.runAs() == null
                                        ? null
                                        : SystemUser.of(safety.runAs(), slots())),
                        secrets);
    }

    /**
     * @param environment the runner's own
     * @throws IllegalArgumentException with a sentence for people, if what is asked for is not
     *     there
     */
    static PoolExecutors choose(
            RunnerConfig config, Map<String, String> environment, Secrets secrets) {
        return new ExecutorFactory(config, environment, secrets).choose();
    }

    private PoolExecutors choose() {
        // Also where no OpenClaw runs, its secrets are not told.
        file.lastKnown();
        Map<Kind, Executor> made = new HashMap<>();
        Map<Pool, Executor> byPool = new TreeMap<>();
        try {
            for (Pool pool : config.terms().slots().keySet()) {
                Kind kind = new Kind(config.executors().of(pool), config.safety().of(pool));
                byPool.put(pool, made.computeIfAbsent(kind, this::make));
            }
        } catch (RuntimeException e) {
            new PoolExecutors(byPool).close();
            throw e;
        }
        return new PoolExecutors(byPool);
    }

    private Executor make(Kind kind) {
        boolean restricted = kind.mode() == Mode.RESTRICTED;
        mayBeHeld(
                kind.choice(),
                kind.mode(),
                () -> config.gateway().url() != null || find().isPresent());
        return switch (kind.choice()) {
            case NOOP -> noop();
            case DEMO -> demo("as configured (crayfleet.runner.executor=demo)");
            case COMMAND -> command();
            case OPENCLAW_EXEC -> exec(program(), restricted);
            case OPENCLAW_GATEWAY -> gateway(restricted);
            case AUTO ->
                    config.gateway().url() != null
                            ? gateway(restricted)
                            : find().map(program -> exec(program, restricted))
                                    .orElseGet(() ->
                                            demo(
                                                    "because OpenClaw was not found in PATH or where its installers put it; OPENCLAW_BIN says where it is"));
        };
    }

    /**
     * Who wants agents held is not to get others, whatever those can do.
     *
     * @param openclaw whether there is one, asked for who leaves the choice to us
     * @throws IllegalArgumentException with a sentence for people, if nobody would hold them
     */
    static void mayBeHeld(ExecutorChoice choice, Mode mode, BooleanSupplier openclaw) {
        if (mode == Mode.FULL) {
            return;
        }
        switch (choice) {
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY -> {}
            case AUTO -> {
                if (!openclaw.getAsBoolean()) {
                    throw unrestrictable(
                            "demo",
                            "Install OpenClaw (npm install -g openclaw) or say where it is with OPENCLAW_BIN.");
                }
            }
            case DEMO, NOOP ->
                    throw unrestrictable(
                            choice.name().toLowerCase(Locale.ROOT),
                            "Say full for its pools, in crayfleet.runner.modes.");
            case COMMAND ->
                    throw unrestrictable(
                            "command",
                            "What that program may do is said in its own words, in crayfleet.runner.command; then say full for its pools, in crayfleet.runner.modes.");
        }
    }

    private static IllegalArgumentException unrestrictable(String executor, String advice) {
        return new IllegalArgumentException(
                "mode=restricted is OpenClaw's own policy, and executor=%s does not know it. %s"
                        .formatted(executor, advice));
    }

    private int slots() {
        return config.terms().slots().values().stream().mapToInt(Integer::intValue).sum();
    }

    private Path program() {
        return find().orElseThrow(() ->
                new IllegalArgumentException(OpenClawFinder.notFound("OPENCLAW_BIN")));
    }

    private Optional<Path> find() {
        return new OpenClawFinder(
                        environment.getOrDefault("PATH", ""),
                        Path.of(environment.getOrDefault("HOME", ".")),
                        Path.of("/"))
                .find(config.openclaw().bin());
    }

    private Executor demo(String why) {
        LOG.warn("Tasks are answered by the built-in DEMO agent, not by OpenClaw, {}.", why);
        return new DemoExecutor(
                config.demo().delay(),
                new DemoJournal(config.demo().journal(), config.terms().id()));
    }

    private static Executor noop() {
        LOG.warn("Tasks are NOT RUN: this runner answers at once, for benchmarks.");
        return new NoopExecutor();
    }

    private Executor command() {
        if (config.command().words().isEmpty()) {
            throw new IllegalArgumentException(
                    "executor=command takes crayfleet.runner.command, as in [\"claude\", \"-p\", \"{prompt}\"]");
        }
        LOG.info("agents are {}", config.command().words().getFirst());
        return new CommandExecutor(config.command(), processes);
    }

    private Executor exec(Path program, boolean restricted) {
        warnWithoutFile();
        LOG.info("agents are {} with {}", program, file.path());
        return thinking(
                new OpenClawExecutor(
                        new OpenClawExecutorSettings(
                                program,
                                config.openclaw().stateDir(),
                                cache(),
                                config.openclaw().startGrace(),
                                restricted,
                                config.openclaw().thinkingFallback(),
                                processes),
                        file,
                        prices));
    }

    private Executor gateway(boolean restricted) {
        warnWithoutFile();
        String id = config.terms().id().value();
        return thinking(
                new GatewayExecutor(
                        new GatewayExecutorSettings(
                                config.gateway().agent(),
                                restricted,
                                config.openclaw().thinkingFallback(),
                                new GatewayTimeouts(
                                        config.gateway().patience(),
                                        config.openclaw().startGrace(),
                                        config.terms().killGrace(),
                                        config.safety().silence()),
                                config.workspaces().logBytes()),
                        config.gateway().url() == null ? owned(id, restricted) : attached(),
                        file,
                        prices,
                        secrets,
                        id));
    }

    private GatewayHost attached() {
        GatewayEndpoint endpoint =
                new GatewayEndpoint(
                        Objects.requireNonNull(config.gateway().url()),
                        config.gateway().token() == null ? "" : config.gateway().token());
        secrets.add(endpoint.token());
        LOG.info("agents run in the gateway at {}", endpoint);
        return new AttachedGateway(endpoint);
    }

    private GatewayHost owned(String id, boolean restricted) {
        Path program = program();
        Path named = config.gateway().stateDir();
        String kind = restricted ? "restricted" : "full";
        GatewayFolder passing =
                named == null
                        ? GatewayFolder.claim(config.workspaces().folder(), id + "-" + kind)
                        : null;
        LOG.info("agents run in a gateway of this runner's own, {}", program);
        return new OwnedGateway(
                new OwnedGatewaySettings(
                        new OwnedGatewaySettings.Paths(
                                program,
                                passing == null
                                        ? Objects.requireNonNull(named).resolve(kind)
                                        : passing.folder(),
                                cache()),
                        restricted ? 0 : config.gateway().port(),
                        slots(),
                        restricted,
                        processes.environment(),
                        processes.limits(),
                        config.terms().killGrace()),
                file,
                new RunRegistry(config.workspaces().folder()),
                secrets,
                id,
                passing);
    }

    private Executor thinking(Executor openclaw) {
        return config.openclaw().thinkingFallback() == ThinkingFallback.NEAREST
                ? new NearestThinkingExecutor(openclaw)
                : openclaw;
    }

    private Path cache() {
        return config.workspaces().folder().resolve(".node-compile-cache");
    }

    /** Once for each kind of executor: what is said of prices is true at the start as well. */
    private void tellOfPrices() {
        PriceCheck.of(config.openclaw().priceUnit(), file.lastKnown().catalog().prices())
                .ifPresent(check -> {
                    if (check.odd()) {
                        LOG.warn(check.sentence());
                    } else {
                        LOG.info(check.sentence());
                    }
                });
    }

    private void warnWithoutFile() {
        tellOfPrices();
        if (!file.exists()) {
            LOG.warn(
                    "{} is not there: models, aliases and prices are unknown. OPENCLAW_CONFIG_PATH says where it is.",
                    file.path());
        }
    }
}
