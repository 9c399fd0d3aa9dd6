package dev.crayfleet.runner;

import dev.crayfleet.agents.command.CommandExecutor;
import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.executor.DemoExecutor;
import dev.crayfleet.agents.executor.DemoJournal;
import dev.crayfleet.agents.executor.NoopExecutor;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.config.AgentProcessSettings;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.ExecutorChoice;
import dev.crayfleet.runner.config.GatewaySettings;
import dev.crayfleet.runner.config.RunnerSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the executors of a runner: one for all pools that want the same kind of agents. */
final class AgentExecutorFactory {
    private static final Logger LOG = LoggerFactory.getLogger(AgentExecutorFactory.class);

    private final RunnerSettings settings;
    private final AgentSettings agents;
    private final ProcessSettings processes;
    private final AgentKeys keys;
    private final OpenClawLocator locator;
    private final OpenClawExecutorFactory openclaw;

    /**
     * @param agent whose alone it is; absent for all pools of that kind
     */
    private record AgentKind(ExecutorChoice choice, AgentMode mode, @Nullable Pool agent) {}

    private AgentExecutorFactory(
            RunnerSettings settings,
            Map<String, String> environment,
            Secrets secrets,
            AgentUsers users) {
        this.settings = settings;
        this.agents = settings.agents();
        this.processes = processes(settings, environment, secrets, RunAs.ofAll(settings), users);
        this.keys = new AgentKeys(agents.processes(), environment, secrets);
        this.locator = new OpenClawLocator(agents.openclaw(), environment);
        this.openclaw = new OpenClawExecutorFactory(settings, processes, locator, keys);
    }

    /**
     * @param environment the runner's own
     * @param users whom agents run as; closed with the executors, and if there are none
     * @throws IllegalArgumentException with a sentence for people, if what is asked for is not
     *     there
     */
    static AgentExecutorsByPool choose(
            RunnerSettings settings,
            Map<String, String> environment,
            Secrets secrets,
            AgentUsers users) {
        try {
            return new AgentExecutorFactory(settings, environment, secrets, users).choose();
        } catch (RuntimeException e) {
            users.close();
            throw e;
        }
    }

    private AgentExecutorsByPool choose() {
        openclaw.learnSecrets();
        Map<AgentKind, AgentExecutor> byKind = new HashMap<>();
        Map<Pool, AgentExecutor> byPool = new TreeMap<>();
        try {
            for (Pool pool : settings.policy().slots().keySet()) {
                AgentKind kind = kind(pool, agents.modes().of(pool));
                byPool.put(pool, byKind.computeIfAbsent(kind, this::create));
            }
        } catch (RuntimeException e) {
            new AgentExecutorsByPool(byPool, keys.proxy()).close();
            throw e;
        }
        return new AgentExecutorsByPool(
                byPool,
                keys.proxy(),
                processes.users(),
                pool -> restricted(pool, byKind, Objects.requireNonNull(byPool.get(pool))));
    }

    private AgentKind kind(Pool pool, AgentMode mode) {
        return new AgentKind(
                agents.executors().of(pool), mode, agents.hasOwnOpenClaw(pool) ? pool : null);
    }

    /** For tasks that a fleet file has run restricted; empty where agents cannot be. */
    private Optional<AgentExecutor> restricted(
            Pool pool, Map<AgentKind, AgentExecutor> byKind, AgentExecutor usual) {
        ExecutorChoice choice = agents.executors().of(pool);
        if (agents.modes().of(pool) == AgentMode.RESTRICTED) {
            return Optional.of(usual);
        }
        return switch (choice) {
            // Neither has a shell, nor reads files.
            case NOOP, DEMO -> Optional.of(usual);
            case COMMAND -> Optional.empty();
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY, AUTO -> {
                if (usual instanceof DemoExecutor) {
                    yield Optional.of(usual);
                }
                AgentKind kind = kind(pool, AgentMode.RESTRICTED);
                boolean isAttached =
                        choice != ExecutorChoice.OPENCLAW_EXEC
                                && agents.gatewayOf(pool).isRunningAlready();
                yield isAttached || locator.find().isPresent()
                        ? Optional.of(
                                byKind.computeIfAbsent(
                                        kind, any -> restrictedOpenClaw(isAttached, kind.agent())))
                        : Optional.empty();
            }
        };
    }

    /** One process a task, so that no second Gateway of the runner's own is needed. */
    private AgentExecutor restrictedOpenClaw(boolean isAttached, @Nullable Pool agent) {
        return isAttached ? gateway(true, agent) : openclaw.exec(locator.require(), true, agent);
    }

    private AgentExecutor gateway(boolean restricted, @Nullable Pool agent) {
        return agent == null ? openclaw.gateway(restricted) : openclaw.gatewayOf(agent, restricted);
    }

    private AgentExecutor create(AgentKind kind) {
        boolean restricted = kind.mode() == AgentMode.RESTRICTED;
        RestrictionCheck.require(
                kind.choice(),
                kind.mode(),
                () -> isAttached(kind.agent()) || locator.find().isPresent());
        KeysCheck.require(agents, kind.choice(), gatewaySettings(kind.agent()));
        return switch (kind.choice()) {
            case NOOP -> noop();
            case DEMO -> {
                LOG.info("tasks are answered by the built-in demo agent, as configured");
                yield demo();
            }
            case COMMAND -> command();
            case OPENCLAW_EXEC -> openclaw.exec(locator.require(), restricted, kind.agent());
            case OPENCLAW_GATEWAY -> gateway(restricted, kind.agent());
            case AUTO ->
                    isAttached(kind.agent())
                            ? gateway(restricted, kind.agent())
                            : locator.find()
                                    .filter(program -> restricted || openclaw.hasConfiguration())
                                    .map(program ->
                                            openclaw.exec(program, restricted, kind.agent()))
                                    .orElseGet(this::demoForLackOfOpenClaw);
        };
    }

    private boolean isAttached(@Nullable Pool agent) {
        return gatewaySettings(agent).isRunningAlready();
    }

    private GatewaySettings gatewaySettings(@Nullable Pool agent) {
        return agent == null ? agents.gateway() : agents.gatewayOf(agent);
    }

    private AgentExecutor demoForLackOfOpenClaw() {
        LOG.warn(
                "Tasks are answered by the built-in DEMO agent, not by OpenClaw, because {}.",
                locator.find().isPresent()
                        ? "OpenClaw has no models here: %s is not there; OPENCLAW_CONFIG_PATH says where it is"
                                .formatted(agents.openclaw().configFile())
                        : "OpenClaw was not found in PATH or where its installers put it; OPENCLAW_BIN says where it is");
        return demo();
    }

    private AgentExecutor demo() {
        return new DemoExecutor(
                agents.demo().delay(),
                new DemoJournal(agents.demo().journal(), settings.policy().id()));
    }

    private static AgentExecutor noop() {
        LOG.warn("Tasks are NOT RUN: this runner answers at once, for benchmarks.");
        return new NoopExecutor();
    }

    private AgentExecutor command() {
        if (agents.command().words().isEmpty()) {
            throw new IllegalArgumentException(
                    "executor=command takes crayfleet.runner.command, as in [\"claude\", \"-p\", \"{prompt}\"]");
        }
        LOG.info("agents are {}", agents.command().words().getFirst());
        return new CommandExecutor(
                agents.command(), processes, keys.forCommand(openclaw::hideKeys));
    }

    /**
     * What something is started with that is only to be tried.
     *
     * @param users of {@link RunAs#claimOne}, which the caller closes
     */
    static ProcessSettings forTrying(
            RunnerSettings settings,
            Map<String, String> environment,
            Secrets secrets,
            AgentUsers users) {
        return processes(settings, environment, secrets, RunAs.ofAll(settings), users);
    }

    private static ProcessSettings processes(
            RunnerSettings settings,
            Map<String, String> environment,
            Secrets secrets,
            @Nullable SystemUser ofAll,
            AgentUsers users) {
        AgentProcessSettings limits = settings.agents().processes();
        return new ProcessSettings(
                new EnvironmentSettings(environment, limits.passEnv(), limits.extraPythonPath()),
                settings.policy().killGrace(),
                limits.silenceTimeout(),
                settings.workspaces().logBytes(),
                new ResourceLimits(
                        limits.cpuTime(),
                        limits.memoryBytes(),
                        limits.fileBytes(),
                        limits.maxProcesses(),
                        ofAll),
                secrets,
                users);
    }
}
