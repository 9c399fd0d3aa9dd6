package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.AgentProfile;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage.DelegationDenied;
import dev.crayfleet.contract.RunMessage.DelegationRequested;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunWaiting;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.kafka.FileStore;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents that ask others to do something, over a real broker; the test decides in the lane's place.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DelegationIT {
    private static final Pool AUDITOR = new Pool("auditor");

    /** A program that does what its task says with the command that it finds in its PATH. */
    private static final String AGENT =
            """
            #!/bin/sh
            case $1 in
              ask) echo "a plan" > plan.txt
                   delegate auditor "Review it,
            all of it" --file plan.txt --timeout 10m > answer.txt 2> why.txt
                   echo "code $?: $(cat answer.txt why.txt)"
                   cat delegations/*/table.csv 2>/dev/null
                   ls ../../bin > bin.txt ;;
              tell) echo "$CRAYFLEET_TASK_TOKEN $CRAYFLEET_DELEGATE_URL" | tee RESULT.txt
                   mkdir outputs; cp ../../bin/delegate.curl outputs/; cat AGENTS.md > outputs/AGENTS.md ;;
              *) echo "nothing to do: ${CRAYFLEET_TASK_TOKEN:-no token}" ;;
            esac
            """;

    @TempDir static Path data;
    @TempDir Path folder;
    private static RunnerKit kit;

    @BeforeAll
    static void startBroker() {
        kit = RunnerKit.start(data);
    }

    @AfterAll
    static void stopBroker() {
        kit.close();
    }

    private ApplicationContext commandRunner(String id) throws Exception {
        Path agent = Files.writeString(folder.resolve("agent.sh"), AGENT);
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
        return kit.runner(
                id,
                folder,
                Map.of(
                        "executor",
                        "command",
                        "command",
                        "[\"%s\", \"{prompt}\"]".formatted(agent),
                        "pools",
                        "default=1"));
    }

    private static Work work(String prompt, boolean delegates) {
        return new Work(
                Prompt.of(prompt),
                TaskOptions.NONE,
                List.of(),
                Requester.UNKNOWN,
                new Origin.Http(),
                null,
                null,
                new AgentProfile(null, false, delegates));
    }

    private static DelegationRequested requested(FakeDispatcher dispatcher, Attempt parent) {
        return dispatcher.await(DelegationRequested.class, is -> is.attempt().equals(parent));
    }

    private static TaskId accept(FakeDispatcher dispatcher, DelegationRequested request) {
        TaskId child = request.attempt().task().child(request.attempt().number(), request.number());
        dispatcher.send(
                new DelegationAnswered(
                        request.holder(),
                        request.attempt(),
                        request.pool(),
                        request.number(),
                        child,
                        AUDITOR,
                        null,
                        Instant.now()));
        return child;
    }

    private static void awaitWaiting(FakeDispatcher dispatcher, Attempt parent, boolean waiting) {
        dispatcher.await(
                RunWaiting.class, is -> is.attempt().equals(parent) && is.waiting() == waiting);
    }

    private static void end(
            FakeDispatcher dispatcher,
            DelegationRequested request,
            TaskId child,
            RunReport report) {
        dispatcher.send(
                new DelegationEnded(
                        request.holder(),
                        request.attempt(),
                        request.pool(),
                        request.number(),
                        child,
                        AUDITOR,
                        TaskStatus.SUCCEEDED,
                        null,
                        report,
                        Instant.now()));
    }

    private static RunReport report(String result, FileRef... outputs) {
        return new RunReport(
                new RunReport.Workspace("agent-1", "workers/agent-1", List.of()),
                new RunReport.Spend("m", Thinking.OFF, null, null),
                new RunReport.Answer("short", result, null, List.of(outputs)),
                Duration.ofSeconds(1),
                List.of());
    }

    private static FileStore store(KafkaProducer<String, byte[]> producer) {
        return new FileStore(kit.kafka(), producer, Duration.ofSeconds(30));
    }

    private static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                kit.kafka().producer("test-files", 30_000),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @Test
    void anAgentWaitsForAnotherInItsOwnSlotAndGetsTextAndFiles() throws Exception {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                KafkaProducer<String, byte[]> producer = producer();
                ApplicationContext context = commandRunner("r-ask")) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = dispatcher.joined("r-ask").holder();
            Attempt parent = dispatcher.grant(holder, "parent", work("ask", true));
            DelegationRequested request = requested(dispatcher, parent);
            assertThat(request.number()).isEqualTo(1);
            assertThat(request.agent()).isEqualTo(AUDITOR);
            assertThat(request.prompt().text()).isEqualTo("Review it,\nall of it");
            assertThat(request.options().timeout()).isEqualTo(Duration.ofMinutes(10));
            assertThat(request.files()).hasSize(1);
            assertThat(store(producer).get(request.files().getFirst()))
                    .asString()
                    .isEqualTo("a plan\n");
            TaskId child = accept(dispatcher, request);
            awaitWaiting(dispatcher, parent, true);
            // The only slot is lent: what the lane gives it is taken, and runs.
            Attempt beside = dispatcher.grant(holder, "beside", work("nothing", false));
            assertThat(dispatcher.finished(beside).outcome()).isEqualTo(new RunOutcome.Succeeded());
            FileRef table =
                    store(producer)
                            .put(child, "table.csv", "1;2\n".getBytes(StandardCharsets.UTF_8));
            end(dispatcher, request, child, report("All is well.", table));
            RunFinished finished = dispatcher.finished(parent);
            awaitWaiting(dispatcher, parent, false);
            assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
            RunReport report = Objects.requireNonNull(finished.report());
            assertThat(report.answer().result()).isEqualTo("code 0: All is well.\n1;2");
            Path workspace = folder.resolve(report.workspace().path());
            assertThat(workspace.resolve("delegations").resolve(child.value()))
                    .isDirectoryContaining("glob:**RESULT.txt")
                    .isDirectoryContaining("glob:**SUMMARY.txt");
            assertThat(workspace.resolve("bin.txt")).hasContent("delegate\ndelegate.curl");
            assertThat(workspace.resolve("../../bin")).doesNotExist();
            assertThat(dispatcher.received(RunWaiting.class))
                    .filteredOn(is -> is.attempt().equals(parent))
                    .hasSize(2);
        }
    }

    @Test
    void aRefusalReachesTheAgent() throws Exception {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = commandRunner("r-refused")) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = dispatcher.joined("r-refused").holder();
            Attempt parent = dispatcher.grant(holder, "refused", work("ask", true));
            DelegationRequested request = requested(dispatcher, parent);
            dispatcher.send(
                    new DelegationAnswered(
                            request.holder(),
                            request.attempt(),
                            request.pool(),
                            request.number(),
                            null,
                            null,
                            "It may ask webster alone.",
                            Instant.now()));
            RunReport report = Objects.requireNonNull(dispatcher.finished(parent).report());
            assertThat(report.answer().result().strip())
                    .isEqualTo("code 2: delegate: It may ask webster alone.");
            assertThat(dispatcher.received(RunWaiting.class))
                    .noneMatch(is -> is.attempt().equals(parent));
        }
    }

    @Test
    void theTokenIsMaskedInAllThatLeavesTheMachineAndDeadAfterwards() throws Exception {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                KafkaProducer<String, byte[]> producer = producer();
                ApplicationContext context = commandRunner("r-token")) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = dispatcher.joined("r-token").holder();
            Attempt told = dispatcher.grant(holder, "told", work("tell", true));
            RunReport report = Objects.requireNonNull(dispatcher.finished(told).report());
            assertThat(report.answer().result()).startsWith("*** http://127.0.0.1:");
            Path workspace = folder.resolve(report.workspace().path());
            assertThat(workspace.resolve("agent-output.log")).content().startsWith("*** http://");
            assertThat(report.answer().outputs()).hasSize(2);
            for (FileRef output : report.answer().outputs()) {
                String text = new String(store(producer).get(output), StandardCharsets.UTF_8);
                assertThat(text)
                        .contains(output.name().endsWith(".md") ? "## Other agents" : "Bearer ***");
            }
            String url = report.answer().result().strip().split(" ", -1)[1];
            Process late =
                    new ProcessBuilder(
                                    "curl",
                                    "-sS",
                                    "-w",
                                    "%{http_code}",
                                    "-o",
                                    "/dev/null",
                                    "--noproxy",
                                    "*",
                                    url + "/delegations")
                            .start();
            assertThat(new String(late.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("401");
            DelegationDenied denied =
                    dispatcher.await(DelegationDenied.class, is -> is.holder().equals(holder));
            assertThat(denied.attempt()).isEqualTo(told);
            Attempt unnamed =
                    dispatcher.grant(holder, "unnamed", FakeDispatcher.work("x", TaskOptions.NONE));
            assertThat(
                            Objects.requireNonNull(dispatcher.finished(unnamed).report())
                                    .answer()
                                    .result())
                    .contains("no token");
        }
    }

    @Test
    void aRevokedAttemptWaitsNoMore() throws Exception {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = commandRunner("r-revoked")) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = dispatcher.joined("r-revoked").holder();
            Attempt parent = dispatcher.grant(holder, "revoked", work("ask", true));
            accept(dispatcher, requested(dispatcher, parent));
            awaitWaiting(dispatcher, parent, true);
            dispatcher.send(
                    new ClaimRevoked(
                            holder, parent, Pool.DEFAULT, "somebody asked", Instant.now()));
            awaitWaiting(dispatcher, parent, false);
            assertThat(dispatcher.finished(parent).outcome()).isInstanceOf(RunOutcome.Failed.class);
        }
    }

    /** With one slot for all three, as in a fleet with one runner. */
    @Test
    void demoAgentsAskEachOtherInOneSlot() {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context =
                        kit.runner(
                                "r-demo",
                                folder,
                                Map.of("executor", "demo", "pools", "default=1"))) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = dispatcher.joined("r-demo").holder();
            Attempt manager =
                    dispatcher.grant(
                            holder,
                            "line",
                            work("ask the tech-lead to have the auditor add 1 + 1", true));
            DelegationRequested first = requested(dispatcher, manager);
            assertThat(first.agent()).isEqualTo(new Pool("tech-lead"));
            Attempt lead = grantChild(dispatcher, first);
            DelegationRequested second = requested(dispatcher, lead);
            assertThat(second.prompt().text()).isEqualTo("add 1 + 1");
            Attempt auditor = grantChild(dispatcher, second);
            finish(dispatcher, second, auditor);
            finish(dispatcher, first, lead);
            assertThat(
                            Objects.requireNonNull(dispatcher.finished(manager).report())
                                    .answer()
                                    .result())
                    .isEqualTo("auditor says: auditor says: 1 + 1 = 2");
            assertThat(dispatcher.received(RunStarted.class))
                    .filteredOn(is -> is.holder().equals(holder))
                    .hasSize(3);
        }
    }

    private static Attempt grantChild(FakeDispatcher dispatcher, DelegationRequested request) {
        TaskId child = accept(dispatcher, request);
        awaitWaiting(dispatcher, request.attempt(), true);
        return dispatcher.grant(
                request.holder(), child.value(), work(request.prompt().text(), true));
    }

    private static void finish(
            FakeDispatcher dispatcher, DelegationRequested request, Attempt child) {
        RunFinished finished = dispatcher.finished(child);
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        end(dispatcher, request, child.task(), Objects.requireNonNull(finished.report()));
    }
}
