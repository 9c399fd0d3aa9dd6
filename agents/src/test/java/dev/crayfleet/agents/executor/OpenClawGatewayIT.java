package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.Planned;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.OpenClawGatewayEndpoint;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import dev.crayfleet.agents.gateway.OwnedGateway;
import dev.crayfleet.agents.openclaw.NearestThinkingExecutor;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests with one Gateway of the runner's own, which is killed by the last of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 480)
class OpenClawGatewayIT implements ExecutorContract {

    private static final int LAST = Integer.MAX_VALUE;

    @TempDir static Path folder;
    private ExecutorKit kit;

    private OwnedGateway host;

    private OpenClawGatewayExecutor gateway;

    private ModelFailures failures;

    @BeforeAll
    @Timeout(value = 600)
    void start() throws Exception {
        // Everything here holds for agents that have no keys; those of other tests have them.
        kit = new ExecutorKit(Files.createDirectory(folder.resolve("kit")), false, true);
        host = kit.owned();
        gateway = kit.gateway(host, Duration.ZERO);
        gateway.start();
        // OpenClaw waits for what fails; the other tests need not.
        failures = new ModelFailures(kit, gateway, ModelFailures.ALL);
    }

    @AfterAll
    void close() {
        if (failures != null) {
            failures.close();
        }
        if (gateway != null) {
            gateway.close();
        }
        if (kit != null) {
            kit.close();
        }
    }

    @Override
    public Kind kind() {
        return Kind.OPENCLAW_GATEWAY;
    }

    @Override
    public ExecutorKit kit() {
        return kit;
    }

    @Override
    public AgentExecutor executor() {
        return gateway;
    }

    private OpenClawGatewayEndpoint endpoint(String token) {
        return new OpenClawGatewayEndpoint(host.endpoint().orElseThrow().url(), token);
    }

    @Test
    void keysOfModelsStayHome() throws Exception {
        KeysStayHome.assertFor(kit, gateway, kit.folder().resolve("gateway"));
    }

    @Test
    void stopsASilentAgent() throws Exception {
        try (OpenClawGatewayExecutor impatient =
                kit.gateway(
                        new AttachedGateway(host.endpoint().orElseThrow()),
                        Duration.ofSeconds(3))) {
            RunResult result = kit.run(impatient, "HANG", Duration.ofSeconds(200));
            assertThat(result.outcome())
                    .isEqualTo(
                            Failed.of(
                                    FailureKind.TIMEOUT,
                                    "The agent was stopped: nothing was heard of it for 3 s."));
        }
    }

    @Test
    void refusesAWrongToken() {
        try (OpenClawGatewayExecutor unauthorized =
                kit.gateway(new AttachedGateway(endpoint("another")), Duration.ZERO)) {
            assertThatThrownBy(unauthorized::start)
                    .hasMessageContaining("The gateway cannot be used")
                    .hasMessageContaining("AUTH_TOKEN_MISMATCH");
        }
    }

    @Test
    void refusesToPlanAnUnknownModel() {
        assertThat(gateway.plan(new TaskOptions("nope", null, null, null, null)))
                .isInstanceOfSatisfying(
                        Planned.Refused.class,
                        refused -> {
                            assertThat(refused.why().kind()).isEqualTo(FailureKind.PERMANENT);
                            assertThat(refused.why().reason())
                                    .startsWith("Model \"nope\" is not known here. There are: ")
                                    .contains("primary (stub/kimi)");
                        });
    }

    @Test
    void endsProcessesThatATaskLeftBehind() throws Exception {
        Job job = kit.job(gateway, "LET GO", TaskOptions.NONE, ExecutorKit.OPENCLAW_TIMEOUT);
        RunResult result = gateway.run(job, new CancellationToken(), progress -> {});
        assertThat(result.outcome()).isEqualTo(new RunOutcome.Succeeded());
        long pid = Long.parseLong(Files.readString(job.workspace().file("own.pid")).strip());
        assertThat(
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
                                && !isZombie(pid))
                .isFalse();
        assertThat(job.workspace().file("agent-output.log")).content().contains("tool exec");
    }

    private static boolean isZombie(long pid) throws Exception {
        return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z");
    }

    /** As if openclaw.json had not said what the model can do. */
    @Test
    void runsAgainWithTheNearestThinkingLevel() throws Exception {
        Job known =
                kit.job(
                        gateway,
                        "Calculate 25 × 4",
                        new TaskOptions("cheap", null, null, null, null),
                        ExecutorKit.OPENCLAW_TIMEOUT);
        Job unsupported =
                new Job(
                        known.attempt(),
                        known.workspace(),
                        known.prompt(),
                        new AgentExecutor.Plan(
                                known.plan().model(),
                                known.plan().requestedModel(),
                                Thinking.HIGH,
                                true,
                                known.plan().notes()),
                        known.timeout(),
                        known.registration());
        RunResult result =
                new NearestThinkingExecutor(gateway)
                        .run(unsupported, new CancellationToken(), progress -> {});
        assertThat(result.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(result.thinking()).isEqualTo(Thinking.OFF);
        assertThat(result.notes()).contains("Thinking is off: stub/flash does not have high.");
    }

    @Test
    @Order(LAST - 4)
    @Timeout(value = 600)
    void classifiesFailuresOfModels() throws Exception {
        failures.assertClassified();
    }

    /** OpenClaw disables a refused key for a minute, for all agents that share its state. */
    @Test
    void retriesLaterWhereAKeyIsTemporarilyDisabled() throws Exception {
        assertThat(locked("FAIL 401").kind()).isEqualTo(FailureKind.PERMANENT);
        Failed next = locked("Calculate 25 × 4");
        assertThat(next.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(next.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    /** With the model that has a key of its own. */
    private Failed locked(String task) throws Exception {
        TaskOptions options = new TaskOptions("locked/kimi", null, null, null, null);
        Job job = kit.job(gateway, task, options, ExecutorKit.OPENCLAW_TIMEOUT);
        return (Failed) gateway.run(job, new CancellationToken(), progress -> {}).outcome();
    }

    @Test
    @Order(LAST - 3)
    void asksAModelOnlyForTasks() {
        assertThat(kit.model().requests())
                .allMatch(ask ->
                        ask.text().matches("(?s).*(FAIL|DIE|BABBLE|HANG|LET GO|Calculate).*"));
    }

    /** An attached Gateway has a configuration of its own, in which agents have a shell here. */
    @Test
    void refusesToRunRestrictedInAnUnrestrictedGateway() throws Exception {
        try (OpenClawGatewayExecutor attached =
                kit.gateway(
                        new AttachedGateway(host.endpoint().orElseThrow()), Duration.ZERO, true)) {
            attached.start();
            assertThat(kit.run(attached, "ESCAPE", ExecutorKit.OPENCLAW_TIMEOUT).outcome())
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> {
                                assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
                                assertThat(failed.reason())
                                        .contains("mode=restricted", "exec", "tools.allow");
                            });
        }
        assertThat(kit.model().requests()).noneMatch(ask -> ask.text().contains("ESCAPE"));
        assertThat(kit.outside().resolve("executed")).doesNotExist();
    }

    @Test
    @Order(LAST - 2)
    void refusesToRunRestrictedWhereFilesAreNotLimitedToTheWorkspace() throws Exception {
        WorkspaceOnlyRule.assertRequired(kit, host.endpoint().orElseThrow());
    }

    @Test
    @Order(LAST - 1)
    void usesANewModelOfOpenclawJsonWithinSeconds() throws Exception {
        Path json = kit.folder().resolve("openclaw.json");
        String before = Files.readString(json);
        TaskOptions options = new TaskOptions("extra", null, null, null, null);
        Files.writeString(
                json,
                before.replace(
                                "{\"id\": \"flash\",",
                                "{\"id\": \"extra\", \"name\": \"Extra\"}, {\"id\": \"flash\",")
                        .replace(
                                "\"stub/kimi\": {",
                                "\"stub/extra\": {\"alias\": \"extra\"}, \"stub/kimi\": {"));
        Awaitility.await()
                .atMost(ExecutorKit.OPENCLAW_TIMEOUT)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Job job =
                            kit.job(
                                    gateway,
                                    "Calculate 25 × 4",
                                    options,
                                    ExecutorKit.OPENCLAW_TIMEOUT);
                    RunResult result = gateway.run(job, new CancellationToken(), progress -> {});
                    assertThat(result.outcome()).isEqualTo(new RunOutcome.Succeeded());
                    assertThat(result.model()).isEqualTo("stub/extra");
                    assertThat(result.costUsd()).isNull();
                });
        Files.writeString(json, before);
    }

    @Test
    @Order(LAST)
    void failsTransientlyAndGoesOnWhenItsGatewayIsKilled() throws Exception {
        CompletableFuture<RunResult> running = new CompletableFuture<>();
        int before = kit.model().requests().size();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        running.complete(kit.run(gateway, "HANG", Duration.ofSeconds(400)));
                    } catch (Exception e) {
                        running.completeExceptionally(e);
                    }
                });
        Awaitility.await()
                .atMost(ExecutorKit.OPENCLAW_TIMEOUT)
                .until(() -> kit.model().requests().size() > before);
        ProcessHandle child = child();
        assertThat(child.destroyForcibly()).isTrue();
        assertThat(running.get(60, TimeUnit.SECONDS).outcome())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
                            assertThat(failed.reason())
                                    .startsWith("OpenClaw's gateway ended while the task ran;");
                        });
        Awaitility.await()
                .atMost(ExecutorKit.OPENCLAW_TIMEOUT)
                .until(() ->
                        kit.run(gateway, "Calculate 25 × 4", ExecutorKit.OPENCLAW_TIMEOUT)
                                .outcome()
                                .equals(new RunOutcome.Succeeded()));
        assertThat(child().pid()).isNotEqualTo(child.pid());
    }

    /** Of this process, with the kit's state. */
    private ProcessHandle child() {
        return ProcessHandle.current()
                .children()
                .filter(each -> environment(each.pid()).contains("OPENCLAW_STATE_DIR=" + folder))
                .findFirst()
                .orElseThrow();
    }

    private static String environment(long pid) {
        try {
            return Files.readString(
                    Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
