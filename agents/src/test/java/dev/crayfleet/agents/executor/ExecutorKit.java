package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.Plan;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutorSettings;
import dev.crayfleet.agents.gateway.OpenClawGatewayHost;
import dev.crayfleet.agents.gateway.OpenClawGatewayTimeouts;
import dev.crayfleet.agents.gateway.OwnedGateway;
import dev.crayfleet.agents.gateway.OwnedGatewaySettings;
import dev.crayfleet.agents.keys.EnvironmentKeys;
import dev.crayfleet.agents.keys.ModelProxy;
import dev.crayfleet.agents.keys.ProxyLimits;
import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.OpenClawExecutor;
import dev.crayfleet.agents.openclaw.OpenClawExecutorSettings;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ProxiedModelKeys;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.testing.OpenClawInstall;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceHome;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.model.StubModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Executors of every kind with agents that do as their task says: {@code HANG}; {@code FAIL 500},
 * {@code BABBLE}, {@code DIE}, {@code LET GO} (a process) and {@code ESCAPE} where they ask a
 * model; else they answer that 25 × 4 = 100.
 */
final class ExecutorKit implements AutoCloseable {
    /** Of the model; nothing like what real keys look like. */
    static final String KEY = "the-key-that-stays-at-home";

    static final Duration KILL_GRACE = Duration.ofSeconds(4);

    /**
     * What OpenClaw does in a few seconds may take so long on a slow machine that does other things
     * as well.
     */
    static final Duration OPENCLAW_TIMEOUT = Duration.ofSeconds(150);

    private static final long LOG_BYTES = 1_000_000;

    /** The ways there are. */
    enum Kind {
        DEMO,
        COMMAND,
        OPENCLAW_EXEC,
        OPENCLAW_GATEWAY
    }

    private final Path folder;
    private final boolean restricted;
    private final ModelKeys keys;
    private final Secrets secrets = new Secrets();
    private final Map<String, String> environment = new TreeMap<>(System.getenv());
    private final ModelProxy proxy = ModelProxy.start(ProxyLimits.DEFAULT, secrets);
    private final KitModel model;
    private final Workspaces workspaces;
    private final AgentRunRegistry registry;
    private final List<AgentExecutor> opened = new ArrayList<>();
    private final AtomicInteger tasks = new AtomicInteger();

    ExecutorKit(Path folder) throws IOException {
        this(folder, false, false);
    }

    /**
     * @param restricted whether OpenClaw's agents have no shell
     */
    ExecutorKit(Path folder, boolean restricted) throws IOException {
        this(folder, restricted, false);
    }

    /**
     * @param restricted whether OpenClaw's agents have no shell
     * @param proxied whether keys of models are kept from OpenClaw
     */
    ExecutorKit(Path folder, boolean restricted, boolean proxied) throws IOException {
        this.folder = folder;
        this.restricted = restricted;
        this.model = new KitModel(outside());
        this.environment.put("KIT_MODEL_KEY", KEY);
        this.keys = proxied ? proxied() : ModelKeys.DIRECT;
        WorkspaceSettings settings =
                new WorkspaceSettings(
                        folder.resolve("workers"),
                        null,
                        null,
                        Duration.ofHours(1),
                        Duration.ofHours(168),
                        2_000,
                        LOG_BYTES,
                        0);
        this.workspaces = new Workspaces(settings, new Random());
        this.registry = new AgentRunRegistry(settings.folder());
        Files.writeString(folder.resolve("openclaw.json"), model.openclawJson());
        Files.createDirectories(folder.resolve("state"));
        Files.createDirectories(outside());
        Files.writeString(outside().resolve("private.txt"), "what is not for agents");
        Files.createFile(outside().resolve("unheard-of.txt"));
    }

    private ModelKeys proxied() {
        return new ProxiedModelKeys(proxy, environment, List.of());
    }

    /** Where nothing of an agent is to be found. */
    Path outside() {
        return folder.resolve("outside");
    }

    ModelProxy proxy() {
        return proxy;
    }

    /** OpenClaw as a process for each task, without keys. */
    AgentExecutor openProxiedExec() throws Exception {
        return open(exec(proxied()));
    }

    StubModel model() {
        return model.stub();
    }

    AgentRunRegistry registry() {
        return registry;
    }

    Path folder() {
        return folder;
    }

    /**
     * @param demoDelay how long the demo agent pretends to work
     */
    AgentExecutor open(Kind kind, Duration demoDelay) throws Exception {
        AgentExecutor executor =
                switch (kind) {
                    case DEMO ->
                            new DemoExecutor(demoDelay, new DemoJournal(null, new RunnerId("kit")));
                    case COMMAND -> command(CommandAgent.SCRIPT, ResourceLimits.NONE);
                    case OPENCLAW_EXEC -> exec(keys);
                    case OPENCLAW_GATEWAY -> gateway(owned(), Duration.ZERO);
                };
        return open(executor);
    }

    <E extends AgentExecutor> E open(E executor) throws InterruptedException {
        opened.add(executor);
        executor.start();
        return executor;
    }

    /** The first that was opened. */
    AgentExecutor opened() {
        return opened.getFirst();
    }

    private ProcessSettings processes(ResourceLimits limits) {
        return processes(new EnvironmentSettings(environment, List.of(), null), limits);
    }

    private ProcessSettings processes(EnvironmentSettings settings, ResourceLimits limits) {
        return new ProcessSettings(settings, KILL_GRACE, Duration.ZERO, LOG_BYTES, limits, secrets);
    }

    /**
     * @param script of the agent, for the shell; its first argument is the task
     */
    AgentExecutor command(String script, ResourceLimits limits) throws IOException {
        Path program = folder.resolve("agent-" + opened.size() + ".sh");
        return CommandAgent.executor(program, script, processes(limits));
    }

    /**
     * Another program, with a token in place of the key that it has by OPENAI_API_KEY.
     *
     * @param script of the agent, for the shell
     */
    AgentExecutor proxiedCommand(String script) throws IOException {
        Map<String, String> inherited = new TreeMap<>(environment);
        inherited.put("OPENAI_API_KEY", KEY);
        inherited.put("OPENAI_BASE_URL", model().baseUrl().toString());
        EnvironmentSettings settings =
                new EnvironmentSettings(
                        inherited, List.of("OPENAI_API_KEY", "OPENAI_BASE_URL"), null);
        return CommandAgent.proxied(
                folder.resolve("keyless.sh"),
                script,
                processes(settings, ResourceLimits.NONE),
                new EnvironmentKeys(proxy, inherited, hidden -> {}));
    }

    private OpenClawFile file() {
        return new OpenClawFile(folder.resolve("openclaw.json"), secrets, environment);
    }

    private static OpenClawPrices prices() {
        return new OpenClawPrices(new CostCalculator(PriceUnit.PER_1K));
    }

    private AgentExecutor exec(ModelKeys withKeys) throws Exception {
        return new OpenClawExecutor(
                new OpenClawExecutorSettings(
                        OpenClawInstall.program(),
                        folder.resolve("state"),
                        OpenClawInstall.cache(),
                        Duration.ofSeconds(10),
                        restricted,
                        ThinkingFallback.NEAREST,
                        withKeys,
                        processes(ResourceLimits.NONE)),
                file(),
                prices());
    }

    /**
     * @param silence zero for any
     */
    OpenClawGatewayExecutor gateway(OpenClawGatewayHost host, Duration silence) {
        return gateway(host, silence, restricted);
    }

    OpenClawGatewayExecutor gateway(
            OpenClawGatewayHost host, Duration silence, boolean restrictedAgents) {
        return new OpenClawGatewayExecutor(
                new OpenClawGatewayExecutorSettings(
                        "main",
                        restrictedAgents,
                        ThinkingFallback.NEAREST,
                        keys,
                        new OpenClawGatewayTimeouts(
                                Duration.ofSeconds(240),
                                Duration.ofSeconds(2),
                                KILL_GRACE,
                                silence),
                        LOG_BYTES),
                host,
                file(),
                prices(),
                secrets,
                "test");
    }

    OwnedGateway owned() throws Exception {
        return new OwnedGateway(
                new OwnedGatewaySettings(
                        new OwnedGatewaySettings.Paths(
                                OpenClawInstall.program(),
                                folder.resolve("gateway"),
                                OpenClawInstall.cache()),
                        0,
                        16,
                        restricted,
                        new EnvironmentSettings(environment, List.of(), null),
                        ResourceLimits.NONE,
                        keys,
                        KILL_GRACE),
                file(),
                registry,
                secrets,
                "test");
    }

    /** A task as a runner would hand it over; its workspace is fresh. */
    Job job(AgentExecutor executor, String prompt, TaskOptions options, Duration timeout)
            throws IOException {
        return job(executor, prompt, options, timeout, null);
    }

    /** The same for an agent with a home. */
    Job job(
            AgentExecutor executor,
            String prompt,
            TaskOptions options,
            Duration timeout,
            @Nullable WorkspaceHome home)
            throws IOException {
        TaskId task = new TaskId("t-" + tasks.incrementAndGet());
        Workspace workspace =
                workspaces.create(task, prompt, Map.of(), Instant.now(), null, null, home);
        return new Job(
                new Attempt(task, 1),
                workspace,
                prompt,
                (Plan) executor.plan(options),
                timeout,
                registry.register(workspace));
    }

    RunResult run(AgentExecutor executor, String prompt, Duration timeout) throws Exception {
        return executor.run(
                job(executor, prompt, TaskOptions.NONE, timeout),
                new CancellationToken(),
                progress -> {});
    }

    @Override
    public void close() {
        opened.forEach(AgentExecutor::close);
        proxy.close();
        model.close();
    }
}
