package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.dispatcher.ledger.AttemptCounts;
import dev.crayfleet.dispatcher.ledger.Child;
import dev.crayfleet.dispatcher.ledger.FailedTask;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.LaneFleet;
import dev.crayfleet.dispatcher.ledger.LaneStop;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.ParentTask;
import dev.crayfleet.dispatcher.ledger.PoolPause;
import dev.crayfleet.dispatcher.ledger.PoolTotals;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.dispatcher.ledger.RunnerEntry;
import dev.crayfleet.dispatcher.ledger.RunnerKey;
import dev.crayfleet.dispatcher.ledger.Submission;
import dev.crayfleet.dispatcher.ledger.TaskDigest;
import dev.crayfleet.dispatcher.ledger.TaskEntry;
import dev.crayfleet.dispatcher.ledger.TaskHistoryStep;
import dev.crayfleet.dispatcher.ledger.TaskState;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.gate.ApprovalNeed;
import dev.crayfleet.fleet.gate.Decision;
import dev.crayfleet.fleet.gate.Rule;
import dev.crayfleet.fleet.gate.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of the golden files: rows of every kind, tasks in every state, and each field once
 * with a value of its own and once absent, where it may be.
 */
final class LedgerSamples {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Pool POOL = new Pool("auditor");
    private static final Requester ADA = new Requester("discord:1100000000000000007", "Ada");
    private static final Holder HOLDER =
            new Holder(new RunnerId("runner-1"), new Incarnation("3f2a9c1e"));
    private static final RunnerKey RUNNER = new RunnerKey(POOL, HOLDER);
    private static final FileRef FILE =
            new FileRef("figures 2025.csv", 1_048_577, "5e".repeat(32), 7, 4_211, 3);
    private static final TaskOptions OPTIONS =
            new TaskOptions("cheap", Thinking.HIGH, Duration.ofMinutes(10), 0, Priority.HIGH);
    private static final TraceParent TRACE =
            new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final Order ORDER =
            new Order("order-1", ADA, "agents delete each other's files", AT.minusSeconds(1));

    private LedgerSamples() {}

    /** Rows of the first version. */
    static List<LedgerEntry> first() {
        return rowsOfEveryVersion(null, null);
    }

    /** Those, and rows that came later: what holds tasks up. */
    static List<LedgerEntry> withHolds() {
        return Stream.concat(first().stream(), holds()).toList();
    }

    /** The same, where the model of a task that has ended is kept as well. */
    static List<LedgerEntry> withModels() {
        return Stream.concat(rowsOfEveryVersion("maker/small", null).stream(), holds()).toList();
    }

    /** The same, with what agents delegate. */
    static List<LedgerEntry> all() {
        List<LedgerEntry> all = new ArrayList<>(withFleet());
        all.add(new LedgerEntry.TaskPut(delegating()));
        all.add(new LedgerEntry.TaskClosed(delegated()));
        return all;
    }

    private static TaskEntry delegating() {
        return new TaskEntry(
                new Submission(
                        submitted("task-delegating", false),
                        place(4_244),
                        1,
                        null,
                        List.of("1300000000000000005")),
                new AttemptCounts(2, 0, 0),
                new TaskState.Running(HOLDER, "agent-1767323045-k3x9", AT, AT.plusSeconds(9)),
                null,
                history(),
                List.of(
                        new Child(1, 1, POOL, true, Child.State.STOPPING, "c0ffee"),
                        new Child(2, 1, Pool.DEFAULT, false, Child.State.OPEN, "decaf")));
    }

    private static FinishedTask delegated() {
        return new FinishedTask(
                new TaskId("task-delegating-d1-1"),
                POOL,
                TaskStatus.SUCCEEDED,
                1,
                place(6),
                ADA,
                null,
                Duration.ofSeconds(5),
                AT.minusSeconds(60),
                AT,
                history(),
                new TaskDigest("c0ffee", "Calculate 25 × 4", "25 × 4 = 100", "maker/small"),
                new ParentTask(new Attempt(new TaskId("task-delegating"), 1), Pool.DEFAULT),
                List.of(new Child(1, 1, Pool.DEFAULT, false, Child.State.FAILED, "c0ffee")));
    }

    /** The same, with a fleet file, and a task that it limits. */
    static List<LedgerEntry> withFleet() {
        List<LedgerEntry> all = new ArrayList<>(withTraces());
        all.add(
                new LedgerEntry.FleetPut(
                        new LaneFleet(3, "f1".repeat(32), "{\"roles\":{}}", ORDER, AT)));
        all.add(new LedgerEntry.TaskPut(limited()));
        return all;
    }

    private static TaskEntry limited() {
        Rule rule = new Rule(new FleetVersion(3, "f1".repeat(32)), List.of("roles.member"));
        ApprovalNeed need =
                new ApprovalNeed(
                        List.of("lead"),
                        true,
                        Duration.ofHours(24),
                        new Rule(rule.version(), List.of("approvals[0]")));
        Terms terms =
                new Terms(
                        OPTIONS,
                        AgentMode.RESTRICTED,
                        new Caps(Duration.ofMinutes(10), 2, Priority.NORMAL, 9L, 8L, 7, 6),
                        List.of(need),
                        List.of("the model is cheap"));
        return new TaskEntry(
                new Submission(
                        submitted("task-limited", true),
                        place(4_243),
                        1,
                        new Decision.Allowed(terms, rule),
                        null),
                new AttemptCounts(0, 0, 0),
                new TaskState.AwaitingApproval(AT, List.of(need)),
                null,
                history());
    }

    /** Those of the models, where a task may be in a trace, and a runner has said what it is. */
    static List<LedgerEntry> withTraces() {
        List<LedgerEntry> all = new ArrayList<>(rowsOfEveryVersion("maker/small", TRACE));
        holds().forEach(all::add);
        all.add(new LedgerEntry.RunnerPut(withDetails()));
        return all;
    }

    private static List<LedgerEntry> rowsOfEveryVersion(
            @Nullable String model, @Nullable TraceParent traceparent) {
        return List.of(
                new LedgerEntry.RunnerPut(
                        new RunnerEntry(
                                HOLDER,
                                POOL,
                                4,
                                RunnerEntry.Standing.READY,
                                List.of(),
                                null,
                                null)),
                new LedgerEntry.RunnerPut(quarantined()),
                new LedgerEntry.RunnerQuiet(RUNNER, AT.plusMillis(7)),
                put(
                        "approve",
                        new TaskState.AwaitingApproval(AT, null),
                        new AttemptCounts(0, 0, 0),
                        null,
                        null),
                put(
                        "queued",
                        new TaskState.Queued(AT.plusNanos(1)),
                        new AttemptCounts(0, 0, 0),
                        null,
                        null),
                put(
                        "claimed",
                        new TaskState.Claimed(HOLDER, AT),
                        new AttemptCounts(1, 0, 0),
                        null,
                        null),
                put(
                        "running",
                        new TaskState.Running(HOLDER, "agent-1767323045-k3x9", AT),
                        new AttemptCounts(4, 2, 1),
                        new TaskEntry.Cancel(ADA, AT, "the fleet is stopped"),
                        traceparent),
                put(
                        "backing-off",
                        new TaskState.BackingOff(AT.plusSeconds(90)),
                        new AttemptCounts(2, 0, 0),
                        null,
                        null),
                new LedgerEntry.ReplayPut(
                        new ReplayEntry(
                                new ReplayRequested(
                                        new TaskId("again-1"),
                                        POOL,
                                        new TaskId("task-failed"),
                                        Prompt.of("the same, but shorter"),
                                        OPTIONS,
                                        ADA,
                                        AT),
                                place(12),
                                place(3))),
                new LedgerEntry.PoolCounted(
                        new PoolTotals(POOL, 9, 4, 3, 2, 1, Duration.ofMillis(5_250))),
                new LedgerEntry.PoolCounted(new PoolTotals(Pool.DEFAULT, 1, 0, 0, 0, 0, null)),
                new LedgerEntry.TaskClosed(failed(model)),
                new LedgerEntry.TaskClosed(neverRun()));
    }

    private static Stream<LedgerEntry> holds() {
        return Stream.of(
                new LedgerEntry.StopPut(
                        new LaneStop(
                                new LaneStop.Current(7, ORDER, AT, AT.plusSeconds(2)),
                                List.of("order-0", "order-00"),
                                "order-2",
                                AT.plusSeconds(60))),
                new LedgerEntry.PausePut(new PoolPause(POOL, ORDER, true, AT)),
                new LedgerEntry.PausePut(
                        new PoolPause(
                                Pool.DEFAULT,
                                new Order("order-3", Requester.UNKNOWN, null, AT),
                                false,
                                AT)));
    }

    private static LedgerEntry put(
            String id,
            TaskState state,
            AttemptCounts counts,
            TaskEntry.@Nullable Cancel cancel,
            @Nullable TraceParent traceparent) {
        return new LedgerEntry.TaskPut(
                new TaskEntry(
                        new Submission(
                                submitted("task-" + id, cancel != null)
                                        .withTraceparent(traceparent),
                                place(4_242),
                                3),
                        counts,
                        state,
                        cancel,
                        history()));
    }

    private static TaskSubmitted submitted(String id, boolean isFull) {
        return new TaskSubmitted(
                new TaskId(id),
                POOL,
                Prompt.of("Calculate 25 × 4,\nand explain “why” 🦞"),
                isFull ? OPTIONS : TaskOptions.NONE,
                isFull ? List.of(FILE) : List.of(),
                isFull
                        ? new Origin.Discord("1000000000000000002", "1200000000000000001")
                        : new Origin.Http(),
                ADA,
                AT,
                isFull ? new TaskId("task-failed") : null);
    }

    private static RunnerEntry quarantined() {
        return new RunnerEntry(
                new Holder(new RunnerId("runner-2"), new Incarnation("77aa")),
                POOL,
                2,
                RunnerEntry.Standing.QUARANTINED,
                List.of(new FailedTask(new TaskId("task-failed"), ADA.id(), true)),
                new RunnerEntry.Quarantine(AT.plusSeconds(60), 2, ADA.id()),
                null);
    }

    private static RunnerEntry withDetails() {
        return new RunnerEntry(
                new Holder(new RunnerId("runner-3"), new Incarnation("1b2c")),
                POOL,
                1,
                RunnerEntry.Standing.READY,
                List.of(),
                null,
                new RunnerDetails(
                        "build-7", "0.1.0", "2026.9.6 (eb377ac)", List.of(RunnerDetails.LOGS)));
    }

    private static List<TaskHistoryStep> history() {
        return List.of(
                new TaskHistoryStep(AT, TaskHistoryStep.Kind.QUEUED, 0, null, null),
                new TaskHistoryStep(
                        AT.plusMillis(1), TaskHistoryStep.Kind.CLAIMED, 1, "runner-1", "agent"));
    }

    private static FinishedTask failed(@Nullable String model) {
        return new FinishedTask(
                new TaskId("task-failed"),
                POOL,
                TaskStatus.FAILED,
                3,
                place(3),
                ADA,
                new TaskId("task-before"),
                Duration.ofMillis(5_250),
                AT.minusSeconds(60),
                AT,
                history(),
                new TaskDigest("c0ffee", "Calculate 25 × 4", "25 × 4 = 100", model));
    }

    private static FinishedTask neverRun() {
        return new FinishedTask(
                new TaskId("task-expired"),
                Pool.DEFAULT,
                TaskStatus.EXPIRED,
                0,
                place(5),
                Requester.UNKNOWN,
                null,
                null,
                AT.minusSeconds(90),
                AT.plusMillis(3),
                List.of(),
                new TaskDigest("decaf", "Calculate 7 × 7", null, null));
    }

    private static RecordPosition place(long offset) {
        return new RecordPosition(7, offset, AT);
    }
}
