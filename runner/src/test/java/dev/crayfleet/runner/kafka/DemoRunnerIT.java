package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol over a real broker, with the demo agent. */
class DemoRunnerIT {
    private static final Pool AUDITOR = new Pool("auditor");

    @TempDir static Path data;
    @TempDir Path workers;
    private static RunnerKit kit;

    @BeforeAll
    static void startBroker() {
        kit = RunnerKit.start(data);
    }

    @AfterAll
    static void stopBroker() {
        kit.close();
    }

    private ApplicationContext runner(String id, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("executor", "demo");
        settings.put("pools", "default=2,auditor=1");
        settings.putAll(more);
        return kit.runner(id, workers, settings);
    }

    @Test
    void joinsSendsHeartbeatsRunsAClaimAndLeaves() throws Exception {
        try (FakeDispatcher dispatcher = kit.dispatcher()) {
            Holder holder;
            try (ApplicationContext context = runner("r-join", Map.of())) {
                assertThat(context.isRunning()).isTrue();
                RunnerJoined joined = dispatcher.joined("r-join");
                holder = joined.holder();
                assertThat(joined.pool()).isIn(Pool.DEFAULT, AUDITOR);
                Attempt attempt =
                        dispatcher.grant(
                                holder,
                                "sum",
                                FakeDispatcher.work("Calculate 25 × 4", TaskOptions.NONE));
                RunFinished finished = dispatcher.finished(attempt);
                assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
                RunReport report = Objects.requireNonNull(finished.report());
                assertThat(report.answer().summary()).isEqualTo("25 × 4 = 100");
                assertThat(report.answer().result()).isEqualTo("25 × 4 = 100");
                assertThat(report.spend().model()).isEqualTo("demo/arithmetic");
                assertThat(report.spend().costUsd()).isNull();
                assertThat(report.notes()).anyMatch(note -> note.contains("demo agent"));
                assertThat(report.workspace().files())
                        .containsExactly(
                                "AGENTS.md",
                                "RESULT.txt",
                                "SUMMARY.txt",
                                "TASK.txt",
                                "agent-output.log");
                assertThat(report.workspace().path())
                        .matches("workers/agent-\\d+-[0-9a-f]+/tasks/sum");
                assertThat(workers.resolve(report.workspace().path()).resolve("TASK.txt"))
                        .hasContent("Calculate 25 × 4");
                assertThat(Files.exists(workers.resolve(report.workspace().path()))).isTrue();
                RunStarted started =
                        dispatcher.await(RunStarted.class, is -> is.attempt().equals(attempt));
                assertThat(started.executor()).isEqualTo("demo");
                assertThat(started.agent()).isEqualTo(report.workspace().agent());
                dispatcher.await(
                        RunnerBeat.class,
                        beat ->
                                beat.holder().equals(holder)
                                        && beat.pool().equals(AUDITOR)
                                        && beat.slots() == 1);
            }
            dispatcher.await(RunnerDraining.class, is -> is.holder().equals(holder));
            dispatcher.await(
                    RunnerLeft.class,
                    is -> is.holder().equals(holder) && is.pool().equals(Pool.DEFAULT));
            dispatcher.await(
                    RunnerLeft.class,
                    is -> is.holder().equals(holder) && is.pool().equals(AUDITOR));
        }
    }

    @Test
    void holdsARunningAttemptAndStopsItWhenRevoked() {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = runner("r-revoke", Map.of("demo-delay", "60s"))) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = dispatcher.joined("r-revoke").holder();
            Attempt attempt =
                    dispatcher.grant(
                            holder, "slow", FakeDispatcher.work("1 + 1", TaskOptions.NONE));
            dispatcher.await(
                    RunnerBeat.class,
                    beat -> beat.holder().equals(holder) && beat.held().contains(attempt));
            dispatcher.send(
                    new ClaimRevoked(
                            holder, attempt, Pool.DEFAULT, "somebody asked", Instant.now()));
            assertThat(dispatcher.finished(attempt).outcome())
                    .isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "somebody asked"));
            int mark = dispatcher.position();
            dispatcher.await(
                    RunnerBeat.class,
                    beat ->
                            beat.holder().equals(holder)
                                    && beat.pool().equals(Pool.DEFAULT)
                                    && beat.held().isEmpty(),
                    mark);
        }
    }

    @Test
    void startsNoAttemptTwiceAndGivesBackAClaimWithoutAFreeSlot() {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context =
                        runner("r-full", Map.of("demo-delay", "1500ms", "pools", "default=1"))) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = dispatcher.joined("r-full").holder();
            var work = FakeDispatcher.work("2 + 2", TaskOptions.NONE);
            Attempt first = dispatcher.grant(holder, "full-1", work);
            dispatcher.grant(holder, "full-1", work);
            Attempt second = dispatcher.grant(holder, "full-2", work);
            assertThat(dispatcher.finished(second).outcome())
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.LOST));
            assertThat(dispatcher.finished(first).outcome()).isEqualTo(new RunOutcome.Succeeded());
            Attempt third = dispatcher.grant(holder, "full-3", work);
            assertThat(dispatcher.finished(third).outcome()).isEqualTo(new RunOutcome.Succeeded());
            assertThat(dispatcher.received(RunStarted.class))
                    .filteredOn(started -> started.attempt().equals(first))
                    .hasSize(1);
            assertThat(dispatcher.received(RunFinished.class))
                    .filteredOn(finished -> finished.attempt().equals(first))
                    .hasSize(1);
        }
    }

    @Test
    void beginsANewSessionWhenFenced() {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = runner("r-fence", Map.of("demo-delay", "60s"))) {
            assertThat(context.isRunning()).isTrue();
            Holder old = dispatcher.joined("r-fence").holder();
            Attempt attempt =
                    dispatcher.grant(old, "fenced", FakeDispatcher.work("1 + 1", TaskOptions.NONE));
            Attempt other =
                    dispatcher.grant(
                            old,
                            new Attempt(new TaskId("fenced-too"), 1),
                            AUDITOR,
                            FakeDispatcher.work("1 + 1", TaskOptions.NONE));
            dispatcher.await(
                    RunnerBeat.class,
                    beat -> beat.holder().equals(old) && beat.held().contains(attempt));
            dispatcher.await(
                    RunnerBeat.class,
                    beat -> beat.holder().equals(old) && beat.held().contains(other));
            dispatcher.send(new HolderFenced(old, Pool.DEFAULT, "a test", Instant.now()));
            RunnerJoined again =
                    dispatcher.await(
                            RunnerJoined.class,
                            joined ->
                                    joined.holder().runner().equals(old.runner())
                                            && !joined.holder().equals(old));
            // The other lane's dispatcher has not fenced it.
            assertThat(dispatcher.finished(other).outcome())
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.LOST));
            dispatcher.await(
                    RunnerLeft.class, is -> is.holder().equals(old) && is.pool().equals(AUDITOR));
            // A claim of the old session is ignored.
            dispatcher.grant(old, "late", FakeDispatcher.work("1 + 1", TaskOptions.NONE));
            dispatcher.await(
                    RunnerBeat.class,
                    beat -> beat.holder().equals(again.holder()) && beat.held().isEmpty());
            assertThat(dispatcher.received(RunFinished.class))
                    .noneMatch(finished -> finished.attempt().equals(attempt));
        }
    }

    @Test
    void givesBackUnfinishedAttemptsAtShutdown() {
        try (FakeDispatcher dispatcher = kit.dispatcher()) {
            Attempt attempt;
            try (ApplicationContext context =
                    runner(
                            "r-drain",
                            Map.of(
                                    "demo-delay", "60s",
                                    "drain-timeout", "300ms"))) {
                assertThat(context.isRunning()).isTrue();
                Holder holder = dispatcher.joined("r-drain").holder();
                attempt =
                        dispatcher.grant(
                                holder, "drained", FakeDispatcher.work("1 + 1", TaskOptions.NONE));
                dispatcher.await(RunStarted.class, is -> is.attempt().equals(attempt));
            }
            assertThat(dispatcher.finished(attempt).outcome())
                    .isEqualTo(RunOutcome.Failed.of(FailureKind.LOST, "runner is shutting down"));
            dispatcher.await(
                    RunnerLeft.class, is -> is.holder().runner().value().equals("r-drain"));
            var received = dispatcher.received();
            assertThat(received.getLast()).isInstanceOf(RunnerLeft.class);
        }
    }

    @Test
    void closesItsContextAfterMaxTasks() {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = runner("r-once", Map.of("max-tasks", "1"))) {
            Holder holder = dispatcher.joined("r-once").holder();
            Attempt attempt =
                    dispatcher.grant(
                            holder, "once", FakeDispatcher.work("1 + 1", TaskOptions.NONE));
            assertThat(dispatcher.finished(attempt).outcome())
                    .isEqualTo(new RunOutcome.Succeeded());
            assertThat(
                            dispatcher
                                    .await(RunnerLeft.class, is -> is.holder().equals(holder))
                                    .reason())
                    .isEqualTo("it has done the 1 it was to do");
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> !context.isRunning());
        }
    }

    @Test
    void closesItsContextAfterMaxIdleTime() {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = runner("r-idle", Map.of("idle-exit", "1s"))) {
            Holder holder = dispatcher.joined("r-idle").holder();
            assertThat(
                            dispatcher
                                    .await(RunnerLeft.class, is -> is.holder().equals(holder))
                                    .reason())
                    .isEqualTo("IDLE, no task for 1 s");
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> !context.isRunning());
        }
    }
}
