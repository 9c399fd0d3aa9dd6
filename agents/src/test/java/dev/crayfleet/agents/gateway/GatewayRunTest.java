package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.executor.Executor.Job;
import dev.crayfleet.agents.executor.Executor.Plan;
import dev.crayfleet.agents.executor.Executor.Ran;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.RunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run makes of a Gateway that goes away, says no, or says nothing. */
@Timeout(60)
class GatewayRunTest {
    private static final String DONE =
            "{'ok':true,'payload':{'status':'ok','result':{'payloads':[{'text':'100'}]}}}";

    @TempDir Path folder;
    private final StubGateway gateway = new StubGateway();
    private final Secrets secrets = new Secrets();
    private final CancellationToken stop = new CancellationToken();
    private final CompletableFuture<Ran> running = new CompletableFuture<>();
    private Workspaces workspaces;
    private RunRegistry notes;
    private GatewayExecutor executor;

    @BeforeEach
    void open() throws Exception {
        workspaces =
                new Workspaces(
                        new WorkspaceSettings(
                                folder.resolve("workers"),
                                null,
                                Duration.ofHours(1),
                                2_000,
                                10_000,
                                0),
                        new Random());
        notes = new RunRegistry(folder.resolve("workers"));
        executor = executor(attached(StubGateway.TOKEN), Duration.ZERO);
    }

    @AfterEach
    void close() {
        executor.close();
        gateway.close();
    }

    private GatewayExecutor.Host attached(String token) {
        return new AttachedGateway(gateway.endpoint(token));
    }

    private GatewayExecutor executor(GatewayExecutor.Host host, Duration silence) {
        return executor(host, silence, false);
    }

    private GatewayExecutor executor(
            GatewayExecutor.Host host, Duration silence, boolean restricted) {
        return new GatewayExecutor(
                new GatewayExecutor.Settings(
                        "main",
                        restricted,
                        ThinkingFallback.NEAREST,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        silence,
                        10_000),
                host,
                new OpenClawFile(folder.resolve("none.json"), secrets),
                new OpenClawPrices(new CostCalculator(PriceUnit.PER_1K)),
                secrets,
                "test");
    }

    private Ran run(GatewayExecutor with) throws Exception {
        Workspace workspace =
                workspaces.create(new TaskId("t"), "Calculate", Map.of(), Instant.now());
        try (RunRegistry.Mine note = notes.openLater(workspace)) {
            return with.run(
                    new Job(
                            new Attempt(new TaskId("t"), 1),
                            workspace,
                            "Calculate",
                            (Plan) with.plan(TaskOptions.NONE),
                            Duration.ofSeconds(30),
                            note),
                    stop,
                    said -> {});
        }
    }

    private void start(GatewayExecutor with) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        running.complete(run(with));
                    } catch (Exception e) {
                        running.completeExceptionally(e);
                    }
                });
    }

    private Ran ended() throws Exception {
        return running.get(20, TimeUnit.SECONDS);
    }

    private void cancel() {
        stop.request(
                new CancellationToken.Request(
                        FailureKind.CANCELLED, "stop it", Duration.ofSeconds(1), false));
    }

    private static void assertCancelledAtOnce(CompletableFuture<Ran> running) throws Exception {
        assertThat(running.get(3, TimeUnit.SECONDS).outcome())
                .isEqualTo(Failed.of(FailureKind.CANCELLED, "stop it"));
    }

    private void awaitAsked(String what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> gateway.asked().stream().anyMatch(ask -> ask.startsWith(what)));
    }

    private static FailureKind kind(RunOutcome outcome) {
        return ((Failed) outcome).kind();
    }

    @Test
    void isCancelledAtOnceWhileItsGatewayIsAwayAndIsForgottenThereLater() throws Exception {
        gateway.on("agent", StubGateway.Asked::begin);
        start(executor);
        awaitAsked("agent");
        gateway.goAway();
        cancel();
        assertCancelledAtOnce(running);
        gateway.comeBack("second");
        awaitAsked("sessions.delete agent:main:crayfleet-");
    }

    @Test
    void isNotedUntilItsGatewayHasConfirmedThatItIsForgotten() throws Exception {
        gateway.on("agent", StubGateway.Asked::begin);
        start(executor);
        awaitAsked("agent");
        gateway.goAway();
        cancel();
        assertCancelledAtOnce(running);
        Path noted = folder.resolve("workers/.runs");
        assertThat(noted).isDirectoryContaining("glob:**agent-*.json");
        gateway.comeBack("second");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(noted).isEmptyDirectory());
    }

    @Test
    void tellsWhatAFailedRunHasSpent() throws Exception {
        gateway.on(
                "agent",
                ask -> {
                    ask.begin();
                    ask.answer(
                            "{'ok':false,'error':{'code':'UNAVAILABLE','message':'HTTP 500'},'payload':{'status':'error'}}");
                });
        gateway.on(
                "chat.history",
                ask ->
                        ask.answer(
                                "{'ok':true,'payload':{'messages':[{'role':'user'},{'role':'assistant','provider':'p','model':'m','usage':{'input':100,'output':20}},{'role':'assistant','provider':'p','model':'m','usage':{'input':80,'output':41}}]}}"));
        Ran ran = run(executor);
        assertThat(ran.outcome()).isInstanceOf(Failed.class);
        assertThat(ran.usage()).isEqualTo(new Usage(180, 61, 0, 0));
        assertThat(ran.model()).isEqualTo("p/m");
    }

    @Test
    void isCancelledAtOnceBeforeItsGatewayIsThere() throws Exception {
        try (GatewayExecutor waiting = executor(new Nowhere(), Duration.ZERO)) {
            start(waiting);
            cancel();
            assertCancelledAtOnce(running);
        }
    }

    @Test
    void isCancelledInTimeWhereItsGatewayAnswersNothing() throws Exception {
        gateway.on("sessions.create", ask -> {});
        start(executor);
        awaitAsked("sessions.create");
        cancel();
        assertCancelledAtOnce(running);
    }

    @Test
    void isCancelledInTimeWhereTheAbortIsNotAnsweredWhichIsToldAgain() throws Exception {
        AtomicInteger aborts = new AtomicInteger();
        gateway.on("agent", StubGateway.Asked::begin);
        gateway.on(
                "sessions.abort",
                ask -> {
                    if (aborts.incrementAndGet() == 2) {
                        ask.answer("{'ok':false,'error':{'code':'UNAVAILABLE'}}");
                    } else if (aborts.get() > 2) {
                        ask.answer("{'ok':true,'payload':{}}");
                    }
                });
        start(executor);
        awaitAsked("agent");
        cancel();
        assertCancelledAtOnce(running);
        awaitAsked("sessions.delete agent:main:crayfleet-");
    }

    @Test
    void goesOnOverANewConnectionToTheSameLife() throws Exception {
        AtomicInteger times = new AtomicInteger();
        gateway.on(
                "agent",
                ask -> {
                    switch (times.incrementAndGet()) {
                        case 1 -> ask.begin();
                        case 2 -> ask.answer("{'ok':true,'payload':{'status':'in_flight'}}");
                        default -> ask.answer(DONE);
                    }
                });
        start(executor);
        awaitAsked("agent");
        gateway.drop();
        Ran ran = ended();
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(ran.text()).isEqualTo("100");
        assertThat(gateway.asked()).noneMatch(ask -> ask.startsWith("sessions.delete"));
    }

    @Test
    void isLostWithTheLifeItWasIn() throws Exception {
        gateway.on("agent", StubGateway.Asked::begin);
        start(executor);
        awaitAsked("agent");
        gateway.goAway();
        gateway.comeBack("second");
        assertThat(kind(ended().outcome())).isEqualTo(FailureKind.TRANSIENT);
        awaitAsked("sessions.delete agent:main:crayfleet-");
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, true, agent unavailable during gateway restart, TRANSIENT",
        "UNAVAILABLE, true, gateway starting; retry shortly, TRANSIENT",
        "INVALID_REQUEST, false, unknown agent id, PERMANENT",
        "FORBIDDEN, false, missing scope, PERMANENT",
    })
    void isRefusedForAWhileOrForGood(
            String code, boolean retryable, String message, FailureKind kind) throws Exception {
        gateway.on(
                "agent",
                ask ->
                        ask.answer(
                                "{'ok':false,'error':{'code':'%s','retryable':%s,'message':'%s'}}"
                                        .formatted(code, retryable, message)));
        assertThat(kind(run(executor).outcome())).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'ok','result':{'payloads':[{'text':'Exec failed','isError':true}]}}|AGENT_ERROR",
                "{'status':'ok','result':{'payloads':[],'meta':{'error':{'message':'odd'}}}}|AGENT_ERROR",
                "{'status':'timeout','summary':'aborted','stopReason':'rpc'}|CANCELLED",
                "{'status':'timeout','summary':'aborted','stopReason':'timeout'}|TIMEOUT",
            })
    void isNoSuccessThoughItIsAnsweredWithOk(String payload, FailureKind kind) throws Exception {
        gateway.on(
                "agent",
                ask -> {
                    ask.begin();
                    ask.answer("{'ok':true,'payload':%s}".formatted(payload));
                });
        assertThat(kind(run(executor).outcome())).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'config':{'tools':{'fs':{'workspaceOnly':true}}}}|",
                "{'config':{'tools':{'fs':{'workspaceOnly':true}},'agents':{'entries':{'main':{'tools':{}},'other':{'tools':{'fs':{'workspaceOnly':false}}}}}}}|",
                "{}|tools.fs.workspaceOnly is not true",
                "{'config':{}}|tools.fs.workspaceOnly is not true",
                "{'config':{'tools':{'fs':{'workspaceOnly':false}}}}|tools.fs.workspaceOnly is not true",
                "{'config':{'tools':{'fs':{'workspaceOnly':true}},'agents':{'entries':{'Main':{'tools':{'fs':{'workspaceOnly':false}}}}}}}|is not true for it",
                "{'config':{'tools':{'fs':{'workspaceOnly':true}},'agents':{'list':[{'id':'main','tools':{'fs':{'workspaceOnly':false}}}]}}}|is not true for it",
            })
    void isRestrictedOnlyWhereItsFilesAreThoseOfItsWorkspace(String answer, String refusal)
            throws Exception {
        gateway.on(
                "tools.effective",
                ask -> ask.answer("{'ok':true,'payload':{'groups':[{'tools':[{'id':'read'}]}]}}"));
        gateway.on("config.get", ask -> ask.answer("{'ok':true,'payload':%s}".formatted(answer)));
        gateway.on("agent", ask -> ask.answer(DONE));
        try (GatewayExecutor restricted =
                executor(attached(StubGateway.TOKEN), Duration.ZERO, true)) {
            RunOutcome outcome = run(restricted).outcome();
            if (refusal == null) {
                assertThat(outcome).isEqualTo(new RunOutcome.Succeeded());
            } else {
                assertThat(kind(outcome)).isEqualTo(FailureKind.PERMANENT);
                assertThat(((Failed) outcome).reason()).contains("mode=restricted", refusal);
                assertThat(gateway.asked()).noneMatch(ask -> ask.startsWith("agent"));
            }
        }
    }

    @Test
    void isNotRunRestrictedWhereItCannotBeKnownWhatItMayDo() throws Exception {
        gateway.on("tools.effective", ask -> ask.answer("{'ok':true,'payload':{'groups':[]}}"));
        gateway.on(
                "config.get",
                ask ->
                        ask.answer(
                                "{'ok':false,'error':{'code':'FORBIDDEN','message':'missing scope'}}"));
        try (GatewayExecutor restricted =
                executor(attached(StubGateway.TOKEN), Duration.ZERO, true)) {
            assertThat(kind(run(restricted).outcome())).isEqualTo(FailureKind.PERMANENT);
            assertThat(gateway.asked()).noneMatch(ask -> ask.startsWith("agent"));
        }
    }

    @Test
    void isStoppedWhereItTakesTooMuch() throws Exception {
        GatewayExecutor.Host limited =
                new GatewayExecutor.Host() {
                    @Override
                    public Optional<GatewayEndpoint> endpoint() {
                        return Optional.of(gateway.endpoint(StubGateway.TOKEN));
                    }

                    @Override
                    public String problem() {
                        return "";
                    }

                    @Override
                    public boolean limits() {
                        return true;
                    }

                    @Override
                    public Optional<String> excess(Workspace workspace) {
                        return Optional.of("it had too much.");
                    }

                    @Override
                    public void sweep(Workspace workspace) {}

                    @Override
                    public void close() {}
                };
        gateway.on("agent", StubGateway.Asked::begin);
        try (GatewayExecutor executor = executor(limited, Duration.ZERO)) {
            assertThat(run(executor).outcome())
                    .isEqualTo(
                            Failed.of(
                                    FailureKind.AGENT_ERROR,
                                    "The agent was stopped: it had too much."));
        }
        assertThat(gateway.asked()).anyMatch(ask -> ask.startsWith("sessions.abort"));
    }

    @Test
    void isStoppedWhenNothingIsHeardOfItButNotWhileItWaits() throws Exception {
        try (GatewayExecutor strict =
                executor(attached(StubGateway.TOKEN), Duration.ofSeconds(1))) {
            gateway.on(
                    "agent",
                    ask -> {
                        ask.accept();
                        ask.channel()
                                .eventLoop()
                                .schedule(
                                        () -> {
                                            ask.event("lifecycle", "{'phase':'start'}");
                                            return null;
                                        },
                                        1_500,
                                        TimeUnit.MILLISECONDS);
                    });
            long began = System.nanoTime();
            Ran ran = run(strict);
            assertThat(ran.outcome())
                    .isEqualTo(
                            Failed.of(
                                    FailureKind.TIMEOUT,
                                    "The agent was stopped: nothing was heard of it for 1 s."));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThan(Duration.ofMillis(2_400));
        }
    }

    @Test
    void isRefusedAtOnceWithAWrongToken() throws Exception {
        try (GatewayExecutor stranger = executor(attached("another"), Duration.ZERO)) {
            long began = System.nanoTime();
            assertThatThrownBy(stranger::start)
                    .hasMessageContaining("gateway token mismatch (AUTH_TOKEN_MISMATCH)");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(15));
        }
    }

    /** A Gateway that is being started. */
    private static final class Nowhere implements GatewayExecutor.Host {
        @Override
        public Optional<GatewayEndpoint> endpoint() {
            return Optional.empty();
        }

        @Override
        public String problem() {
            return "it is being started";
        }

        @Override
        public void sweep(Workspace workspace) {}

        @Override
        public void close() {}
    }
}
