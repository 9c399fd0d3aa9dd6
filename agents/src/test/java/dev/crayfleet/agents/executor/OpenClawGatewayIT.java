package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.executor.Executor.Job;
import dev.crayfleet.agents.executor.Executor.Planned;
import dev.crayfleet.agents.executor.Executor.Ran;
import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.GatewayEndpoint;
import dev.crayfleet.agents.gateway.GatewayExecutor;
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

/** One Gateway of a runner's own, for everything that can be tried with it; then it is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 240)
class OpenClawGatewayIT implements ExecutorContract {
    private static final int LAST = Integer.MAX_VALUE;

    @TempDir static Path folder;
    private ExecutorKit kit;
    private OwnedGateway host;
    private GatewayExecutor gateway;
    private ModelFailures failures;

    @BeforeAll
    @Timeout(value = 600)
    void start() throws Exception {
        kit = new ExecutorKit(Files.createDirectory(folder.resolve("kit")));
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
    public Executor executor() {
        return gateway;
    }

    private GatewayEndpoint endpoint(String token) {
        return new GatewayEndpoint(host.endpoint().orElseThrow().url(), token);
    }

    @Test
    void stopsAnAgentThatSaysNothing() throws Exception {
        try (GatewayExecutor strict =
                kit.gateway(
                        new AttachedGateway(host.endpoint().orElseThrow()),
                        Duration.ofSeconds(3))) {
            Ran ran = kit.run(strict, "HANG", Duration.ofSeconds(100));
            assertThat(ran.outcome())
                    .isEqualTo(
                            Failed.of(
                                    FailureKind.TIMEOUT,
                                    "The agent was stopped: nothing was heard of it for 3 s."));
        }
    }

    @Test
    void isNotOpenedByAnotherToken() {
        try (GatewayExecutor stranger =
                kit.gateway(new AttachedGateway(endpoint("another")), Duration.ZERO)) {
            assertThatThrownBy(stranger::start)
                    .hasMessageContaining("The gateway cannot be used")
                    .hasMessageContaining("AUTH_TOKEN_MISMATCH");
        }
    }

    @Test
    void knowsAModelByItsName() {
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
    void endsWhatATaskLetGo() throws Exception {
        Job job = kit.job(gateway, "LET GO", TaskOptions.NONE, Duration.ofSeconds(60));
        Ran ran = gateway.run(job, new CancellationToken(), note -> {});
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        long pid = Long.parseLong(Files.readString(job.workspace().file("own.pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !zombie(pid))
                .isFalse();
        assertThat(job.workspace().file("agent-output.log")).content().contains("tool exec");
    }

    private static boolean zombie(long pid) throws Exception {
        return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z");
    }

    /** As if openclaw.json had not said what the model can do. */
    @Test
    void takesAnotherLevel() throws Exception {
        Job known =
                kit.job(
                        gateway,
                        "Calculate 25 × 4",
                        new TaskOptions("cheap", null, null, null, null),
                        Duration.ofSeconds(60));
        Job wanting =
                new Job(
                        known.attempt(),
                        known.workspace(),
                        known.prompt(),
                        new Executor.Plan(
                                known.plan().model(),
                                known.plan().modelAsked(),
                                Thinking.HIGH,
                                true,
                                known.plan().notes()),
                        known.timeout(),
                        known.note());
        Ran ran =
                new NearestThinkingExecutor(gateway)
                        .run(wanting, new CancellationToken(), note -> {});
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(ran.thinking()).isEqualTo(Thinking.OFF);
        assertThat(ran.notes()).contains("Thinking is off: stub/flash does not have high.");
    }

    @Test
    @Order(LAST - 3)
    void tellsFailuresOfModelsApart() throws Exception {
        failures.assertToldApart();
    }

    /** OpenClaw sets a refused key aside for a minute, for all agents that share its state. */
    @Test
    void waitsForAKeyThatIsSetAside() throws Exception {
        assertThat(locked("FAIL 401").kind()).isEqualTo(FailureKind.PERMANENT);
        Failed next = locked("Calculate 25 × 4");
        assertThat(next.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(next.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    /** With the model that has a key of its own. */
    private Failed locked(String task) throws Exception {
        TaskOptions options = new TaskOptions("locked/kimi", null, null, null, null);
        Job job = kit.job(gateway, task, options, Duration.ofSeconds(60));
        return (Failed) gateway.run(job, new CancellationToken(), note -> {}).outcome();
    }

    @Test
    @Order(LAST - 2)
    void asksNoModelOfItsOwnAccord() {
        assertThat(kit.model().asked())
                .allMatch(ask ->
                        ask.text().matches("(?s).*(FAIL|DIE|BABBLE|HANG|LET GO|Calculate).*"));
    }

    /** It is another's, with a configuration of its own, in which agents have a shell. */
    @Test
    void refusesToBelieveThatItRestricts() throws Exception {
        try (GatewayExecutor attached =
                kit.gateway(
                        new AttachedGateway(host.endpoint().orElseThrow()), Duration.ZERO, true)) {
            attached.start();
            assertThat(kit.run(attached, "ESCAPE", Duration.ofSeconds(60)).outcome())
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> {
                                assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
                                assertThat(failed.reason())
                                        .contains("mode=restricted", "exec", "tools.allow");
                            });
        }
        assertThat(kit.model().asked()).noneMatch(ask -> ask.text().contains("ESCAPE"));
        assertThat(kit.outside().resolve("executed")).doesNotExist();
    }

    /** Its tools are the right ones, and nothing is said of how far they reach. */
    @Test
    void refusesToBelieveThatItConfinesFiles() throws Exception {
        Path other = Files.createDirectory(folder.resolve("tools-only"));
        try (ExecutorKit loose = new ExecutorKit(other, false)) {
            Path json = other.resolve("openclaw.json");
            String before = Files.readString(json);
            String allowed =
                    before.replace(
                            "\"profile\": \"coding\"", "\"allow\": [\"group:fs\", \"group:web\"]");
            Files.writeString(json, allowed);
            OwnedGateway theirs = loose.owned();
            loose.open(loose.gateway(theirs, Duration.ZERO));
            AttachedGateway there = new AttachedGateway(theirs.endpoint().orElseThrow());
            try (GatewayExecutor attached = loose.gateway(there, Duration.ZERO, true)) {
                attached.start();
                assertThat(loose.run(attached, "ESCAPE", Duration.ofSeconds(60)).outcome())
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed -> {
                                    assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
                                    assertThat(failed.reason())
                                            .contains(
                                                    "mode=restricted",
                                                    "tools.fs.workspaceOnly is not true");
                                });
                assertThat(loose.model().asked()).isEmpty();
                Files.writeString(
                        json,
                        allowed.replace(
                                "{\"allow\"", "{\"fs\": {\"workspaceOnly\": true}, \"allow\""));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() ->
                                loose.run(attached, "Calculate 25 × 4", Duration.ofSeconds(60))
                                        .outcome()
                                        .equals(new RunOutcome.Succeeded()));
                Escape.assertFails(loose, attached);
            }
        }
    }

    @Test
    void holdsARestrictedAgent() throws Exception {
        try (ExecutorKit held =
                new ExecutorKit(Files.createDirectory(folder.resolve("held")), true)) {
            Escape.assertFails(held, held.open(Kind.OPENCLAW_GATEWAY, Duration.ZERO));
        }
    }

    /** A model that is new is there within seconds. */
    @Test
    @Order(LAST - 1)
    void followsOpenclawJson() throws Exception {
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
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Job job = kit.job(gateway, "Calculate 25 × 4", options, Duration.ofSeconds(60));
                    Ran ran = gateway.run(job, new CancellationToken(), note -> {});
                    assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
                    assertThat(ran.model()).isEqualTo("stub/extra");
                    assertThat(ran.costUsd()).isNull();
                });
        Files.writeString(json, before);
    }

    @Test
    @Order(LAST)
    void goesOnWhenItsGatewayIsKilled() throws Exception {
        CompletableFuture<Ran> running = new CompletableFuture<>();
        int before = kit.model().asked().size();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        running.complete(kit.run(gateway, "HANG", Duration.ofSeconds(200)));
                    } catch (Exception e) {
                        running.completeExceptionally(e);
                    }
                });
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> kit.model().asked().size() > before);
        ProcessHandle child = child();
        assertThat(child.destroyForcibly()).isTrue();
        assertThat(running.get(100, TimeUnit.SECONDS).outcome())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT));
        Awaitility.await()
                .atMost(Duration.ofSeconds(150))
                .until(() ->
                        kit.run(gateway, "Calculate 25 × 4", Duration.ofSeconds(60))
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

    @Test
    void saysThatAConfigurationIsWrong() throws Exception {
        try (ExecutorKit broken =
                new ExecutorKit(Files.createDirectory(folder.resolve("broken")))) {
            Files.writeString(
                    broken.folder().resolve("openclaw.json"), "{\"agents\": {\"nonsense\": 1}}");
            try (GatewayExecutor never = broken.gateway(broken.owned(), Duration.ZERO)) {
                assertThatThrownBy(never::start)
                        .hasMessageContaining(
                                "The gateway cannot be used: it ended with exit code 78");
            }
        }
    }
}
