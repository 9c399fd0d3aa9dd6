package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.Plan;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.RunRegistration;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs attempts against a stub of a Gateway. */
abstract class GatewayRunFixture {
    static final String SUCCESS =
            "{'ok':true,'payload':{'status':'ok','result':{'payloads':[{'text':'100'}]}}}";

    @TempDir Path folder;
    final StubGateway gateway = new StubGateway();

    final Secrets secrets = new Secrets();

    final CancellationToken cancellation = new CancellationToken();

    final CompletableFuture<RunResult> running = new CompletableFuture<>();

    Workspaces workspaces;

    AgentRunRegistry registry;

    OpenClawGatewayExecutor executor;

    @BeforeEach
    void open() throws Exception {
        workspaces =
                new Workspaces(
                        new WorkspaceSettings(
                                folder.resolve("workers"),
                                null,
                                null,
                                Duration.ofHours(1),
                                Duration.ofHours(168),
                                2_000,
                                10_000,
                                0),
                        new Random());
        registry = new AgentRunRegistry(folder.resolve("workers"));
        executor = executor(attached(StubGateway.TOKEN), Duration.ZERO);
    }

    @AfterEach
    void close() {
        executor.close();
        gateway.close();
    }

    OpenClawGatewayHost attached(String token) {
        return new AttachedGateway(gateway.endpoint(token));
    }

    OpenClawGatewayExecutor executor(OpenClawGatewayHost host, Duration silence) {
        return executor(host, silence, false);
    }

    OpenClawGatewayExecutor executor(
            OpenClawGatewayHost host, Duration silence, boolean restricted) {
        return executor(host, silence, restricted, Duration.ofSeconds(30));
    }

    OpenClawGatewayExecutor executor(
            OpenClawGatewayHost host, Duration silence, boolean restricted, Duration startTimeout) {
        return new OpenClawGatewayExecutor(
                new OpenClawGatewayExecutorSettings(
                        "main",
                        restricted,
                        ThinkingFallback.NEAREST,
                        ModelKeys.DIRECT,
                        new OpenClawGatewayTimeouts(
                                startTimeout,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                silence),
                        10_000),
                host,
                new OpenClawFile(folder.resolve("none.json"), secrets),
                new OpenClawPrices(new CostCalculator(PriceUnit.PER_1K)),
                secrets,
                "test");
    }

    RunResult run(OpenClawGatewayExecutor with) throws Exception {
        Workspace workspace =
                workspaces.create(new TaskId("t"), "Calculate", Map.of(), Instant.now());
        try (RunRegistration registration = registry.registerUnrecorded(workspace)) {
            return with.run(
                    new Job(
                            new Attempt(new TaskId("t"), 1),
                            workspace,
                            "Calculate",
                            (Plan) with.plan(TaskOptions.NONE),
                            Duration.ofSeconds(30),
                            registration),
                    cancellation,
                    progress -> {});
        }
    }

    void start(OpenClawGatewayExecutor with) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        running.complete(run(with));
                    } catch (Exception e) {
                        running.completeExceptionally(e);
                    }
                });
    }

    RunResult awaitResult() throws Exception {
        return awaitResult(Duration.ofSeconds(20));
    }

    RunResult awaitResult(Duration timeout) throws Exception {
        return running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    void cancel() {
        cancellation.request(
                new CancellationToken.Request(
                        FailureKind.CANCELLED, "stop it", Duration.ofSeconds(1), false));
    }

    static void assertCancelledAtOnce(CompletableFuture<RunResult> running) throws Exception {
        assertThat(running.get(3, TimeUnit.SECONDS).outcome())
                .isEqualTo(Failed.of(FailureKind.CANCELLED, "stop it"));
    }

    void awaitRequest(String what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() ->
                        gateway.requests().stream().anyMatch(request -> request.startsWith(what)));
    }

    static FailureKind kind(RunOutcome outcome) {
        return ((Failed) outcome).kind();
    }
}
