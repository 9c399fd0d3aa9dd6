package dev.crayfleet.runner;

import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.agents.cost.PriceCheck;
import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.OnDemandExecutor;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.OpenClawGatewayEndpoint;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutorSettings;
import dev.crayfleet.agents.gateway.OpenClawGatewayFolder;
import dev.crayfleet.agents.gateway.OpenClawGatewayHost;
import dev.crayfleet.agents.gateway.OpenClawGatewayTimeouts;
import dev.crayfleet.agents.gateway.OwnedGateway;
import dev.crayfleet.agents.gateway.OwnedGatewaySettings;
import dev.crayfleet.agents.openclaw.ModelPlanner;
import dev.crayfleet.agents.openclaw.NearestThinkingExecutor;
import dev.crayfleet.agents.openclaw.OpenClawExecutor;
import dev.crayfleet.agents.openclaw.OpenClawExecutorSettings;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ProxiedModelKeys;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.SlotUsers;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.OwnFiles;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.GatewaySettings;
import dev.crayfleet.runner.config.KeyHandling;
import dev.crayfleet.runner.config.OpenClawSettings;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.runner.run.RunnerPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the executors that run OpenClaw: as a process for each task, or in a Gateway. */
final class OpenClawExecutorFactory {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawExecutorFactory.class);

    private final RunnerSettings settings;
    private final AgentSettings agents;
    private final OpenClawSettings openclaw;
    private final ProcessSettings processes;
    private final OpenClawLocator locator;
    private final AgentKeys keys;
    private final OpenClawFile file;
    private final OpenClawPrices prices;

    OpenClawExecutorFactory(
            RunnerSettings settings,
            ProcessSettings processes,
            OpenClawLocator locator,
            AgentKeys keys) {
        this.settings = settings;
        this.agents = settings.agents();
        this.openclaw = agents.openclaw();
        this.processes = processes;
        this.locator = locator;
        this.keys = keys;
        this.file =
                new OpenClawFile(
                        openclaw.configFile(),
                        processes.secrets(),
                        processes.environment().inherited());
        this.prices = new OpenClawPrices(new CostCalculator(openclaw.priceUnit()));
    }

    /** The secrets in openclaw.json are masked even where no OpenClaw runs. */
    void learnSecrets() {
        file.lastKnown();
    }

    /** Takes the keys of models in openclaw.json out of an environment. */
    void hideKeys(Map<String, String> environment) {
        ProxiedModelKeys.hide(
                file.lastKnown(),
                processes.environment().inherited(),
                agents.processes().passEnv(),
                environment);
    }

    /** Whether there is an openclaw.json, without which OpenClaw knows no model. */
    boolean hasConfiguration() {
        return file.exists();
    }

    /**
     * A process of OpenClaw for each task.
     *
     * @param agent whose state is apart from others'; absent for that of all
     */
    AgentExecutor exec(Path program, boolean restricted, @Nullable Pool agent) {
        reportConfiguration();
        LOG.info("agents are {} with {}", program, file.path());
        String runAs = agents.processes().runAs();
        if (openclaw.stateDir() != null && runAs != null && SlotUsers.isPattern(runAs)) {
            LOG.warn(
                    "OPENCLAW_STATE_DIR={} is not used: each agent is a user of its own (run-as={}), and has a fresh state in each task.",
                    openclaw.stateDir(),
                    runAs);
        }
        return withThinkingFallback(
                new OpenClawExecutor(
                        new OpenClawExecutorSettings(
                                program,
                                agent == null ? openclaw.stateDir() : stateOf(agent),
                                compileCache(),
                                openclaw.startGrace(),
                                restricted,
                                openclaw.thinkingFallback(),
                                keys.forOpenClaw(),
                                processes),
                        file,
                        prices));
    }

    /** Where OpenClaw keeps what it knows of one agent. */
    private Path stateOf(Pool agent) {
        Path all = agents.named().stateFolder();
        try {
            Workspaces.createWorkers(all, processes.limits().user());
            Path state = all.resolve(agent.value());
            OwnFiles.createFolders(state);
            processes.limits().giveOwnership(state);
            return state;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be made, where OpenClaw would keep the state of agent %s (agents-state-dir): %s"
                            .formatted(all, agent, e.getMessage()),
                    e);
        }
    }

    /** One Gateway for all tasks: the one that is named, else one of the runner's own. */
    AgentExecutor gateway(boolean restricted) {
        reportConfiguration();
        GatewaySettings gateway = agents.gateway();
        String id = settings.policy().id().value();
        return gateway(
                restricted,
                gateway,
                gateway.isRunningAlready()
                        ? attached(gateway)
                        : owned(
                                new GatewayOwner(id, "", settings.policy().totalSlots()),
                                gateway,
                                restricted,
                                userOfGateway()),
                id);
    }

    /**
     * A Gateway for one agent: the one that is named, else one of the runner's own, which is there
     * only while the agent has tasks, and for a while after.
     */
    AgentExecutor gatewayOf(Pool agent, boolean restricted) {
        reportConfiguration();
        GatewaySettings gateway = agents.gatewayOf(agent);
        String id = settings.policy().id() + "-" + agent;
        if (gateway.isRunningAlready()) {
            return gateway(restricted, gateway, attached(gateway), id);
        }
        Path unused = locator.require();
        GatewayOwner owner =
                new GatewayOwner(
                        id, agent.value(), settings.policy().slots().getOrDefault(agent, 1));
        // Taken once, and not again by its successor.
        AtomicReference<AgentUsers.Lease> user = new AtomicReference<>();
        return new OnDemandExecutor(
                OpenClawGatewayExecutor.NAME,
                new OnDemandExecutor.Demand(
                        () -> {
                            if (user.get() == null) {
                                user.set(AgentUsers.Lease.of(userOfGateway()));
                            }
                            return gateway(
                                    restricted,
                                    gateway,
                                    owned(owner, gateway, restricted, user.get().user()),
                                    id);
                        },
                        options ->
                                ModelPlanner.plan(
                                        options,
                                        file,
                                        openclaw.thinkingFallback(),
                                        keys.forOpenClaw()),
                        file::modelNames),
                agents.named().gatewayIdle());
    }

    private AgentExecutor gateway(
            boolean restricted, GatewaySettings gateway, OpenClawGatewayHost host, String name) {
        return withThinkingFallback(
                new OpenClawGatewayExecutor(
                        new OpenClawGatewayExecutorSettings(
                                gateway.agent(),
                                restricted,
                                openclaw.thinkingFallback(),
                                keys.forOpenClaw(),
                                new OpenClawGatewayTimeouts(
                                        gateway.startTimeout(),
                                        openclaw.startGrace(),
                                        settings.policy().killGrace(),
                                        agents.processes().silenceTimeout()),
                                settings.workspaces().logBytes()),
                        host,
                        file,
                        prices,
                        processes.secrets(),
                        name));
    }

    /**
     * Whose a Gateway of the runner's own is.
     *
     * @param id for names of folders and threads
     * @param agent empty for that of all pools
     * @param slots how many runs it has to do at the same time
     */
    private record GatewayOwner(String id, String agent, int slots) {}

    private OpenClawGatewayHost attached(GatewaySettings gateway) {
        OpenClawGatewayEndpoint endpoint =
                new OpenClawGatewayEndpoint(
                        Objects.requireNonNull(gateway.url()),
                        gateway.token() == null ? "" : gateway.token());
        processes.secrets().add(endpoint.token());
        LOG.info("agents run in the gateway at {}", endpoint);
        return new AttachedGateway(endpoint);
    }

    private OpenClawGatewayHost owned(
            GatewayOwner owner,
            GatewaySettings gateway,
            boolean restricted,
            @Nullable SystemUser user) {
        Path program = locator.require();
        Path workers = settings.workspaces().folder();
        Path stateDir = gateway.stateDir();
        String kind =
                (owner.agent().isEmpty() ? "" : owner.agent() + "-")
                        + (restricted ? "restricted" : "full");
        // Deleted when the runner leaves, unlike a folder that the settings name.
        @Nullable OpenClawGatewayFolder temporary =
                stateDir == null
                        ? OpenClawGatewayFolder.claim(
                                workers, settings.policy().id() + "-" + kind, owner.agent())
                        : null;
        LOG.info(
                "{} in a gateway of this runner's own, {}",
                owner.agent().isEmpty() ? "agents run" : "agent " + owner.agent() + " runs",
                program);
        return new OwnedGateway(
                new OwnedGatewaySettings(
                        new OwnedGatewaySettings.Paths(
                                program,
                                temporary == null
                                        ? Objects.requireNonNull(stateDir).resolve(kind)
                                        : temporary.folder(),
                                compileCache()),
                        restricted ? 0 : gateway.port(),
                        // One that waits holds its place in the Gateway, while others are to run.
                        RunnerPolicy.agentsIn(owner.slots()),
                        restricted,
                        processes.environment(),
                        processes.limits().as(user),
                        keys.forOpenClaw(),
                        settings.policy().killGrace()),
                file,
                new AgentRunRegistry(workers),
                processes.secrets(),
                owner.id(),
                temporary);
    }

    /** All agents in it are that one: it is taken until the runner ends. */
    private @Nullable SystemUser userOfGateway() {
        try {
            return processes.users().take().user();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the start was interrupted", e);
        }
    }

    private AgentExecutor withThinkingFallback(AgentExecutor executor) {
        return openclaw.thinkingFallback() == ThinkingFallback.NEAREST
                ? new NearestThinkingExecutor(executor)
                : executor;
    }

    /** Of agents that all are one user. */
    private Path compileCache() {
        return settings.workspaces().folder().resolve(".node-compile-cache");
    }

    /** Says what openclaw.json lacks, once for each kind of executor. */
    private void reportConfiguration() {
        PriceCheck.of(openclaw.priceUnit(), file.lastKnown().catalog().prices())
                .ifPresent(check -> {
                    if (check.odd()) {
                        LOG.warn(check.sentence());
                    } else {
                        LOG.info(check.sentence());
                    }
                });
        if (agents.processes().keys() == KeyHandling.PROXY) {
            reportKeys();
        }
        if (!file.exists()) {
            LOG.warn(
                    "{} is not there: models, aliases and prices are unknown. OPENCLAW_CONFIG_PATH says where it is.",
                    file.path());
        }
    }

    /** Says which models cannot be asked without keys; their tasks are refused. */
    private void reportKeys() {
        LOG.info("keys of models stay here, agents ask models through a proxy");
        try {
            ProxiedModelKeys.refusals(
                            file.lastKnown(),
                            processes.environment().inherited(),
                            agents.processes().passEnv())
                    .values()
                    .forEach(LOG::warn);
        } catch (IllegalArgumentException notUnderstood) {
            // Each task fails with it, until somebody has changed the file.
            LOG.warn(String.valueOf(notUnderstood.getMessage()));
        }
    }
}
