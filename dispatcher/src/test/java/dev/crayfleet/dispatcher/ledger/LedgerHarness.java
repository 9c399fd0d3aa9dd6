package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One lane in memory, with a clock that is cranked; remembers all that came out. */
final class LedgerHarness {
    static final Pool POOL = Pool.DEFAULT;

    final List<ClaimMessage> claims = new ArrayList<>();
    final List<TaskResult> results = new ArrayList<>();
    final List<TaskEvent> events = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();

    /** Tasks that were sent to the tasks topic and not read yet. */
    final Deque<TaskSubmitted> submissions = new ArrayDeque<>();

    private final Rules rules;
    private final Map<TaskId, FinishedTask> finished = new HashMap<>();
    private final Map<TaskId, TaskEntry> recordedTasks = new HashMap<>();
    private final Map<RunnerEntry.Key, RunnerEntry> recordedRunners = new HashMap<>();
    private final Map<RunnerEntry.Key, Instant> recordedQuiet = new HashMap<>();
    private Instant lastRead = Instant.parse("2026-01-01T00:00:00Z");
    private final Map<TaskId, ReplayEntry> recordedReplays = new LinkedHashMap<>();
    private final Map<Pool, PoolTotals> recordedTallies = new HashMap<>();
    private Ledger ledger;

    /** Tasks of pools that are forgotten, all ended. */
    long forgotten;

    int poolsForgotten;
    private long offset;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    LedgerHarness() {
        this(Rules.DEFAULT);
    }

    LedgerHarness(Rules rules) {
        this.rules = rules;
        this.ledger = new Ledger(rules, id -> Optional.ofNullable(finished.get(id)));
    }

    Decision give(Input input) {
        if (!(input instanceof Input.Tick)) {
            lastRead = now;
        }
        Decision decision = new Decider(rules).handle(ledger, input, now);
        decision.entries().forEach(this::record);
        claims.addAll(decision.claims());
        results.addAll(decision.results());
        events.addAll(decision.events());
        submissions.addAll(decision.submissions());
        decision.refusal().ifPresent(refusals::add);
        return decision;
    }

    Decision submit(String id) {
        return submit(id, TaskOptions.NONE);
    }

    Decision submit(String id, TaskOptions options) {
        return submit(id, "Ada", options);
    }

    Decision submit(String id, String requester, TaskOptions options) {
        return submit(task(id, requester, options));
    }

    Decision submit(TaskSubmitted task) {
        return give(new Input.Task(task, new RecordPosition(0, offset++, now)));
    }

    TaskSubmitted task(String id, String requester, TaskOptions options) {
        return task(id, POOL, requester, options);
    }

    TaskSubmitted task(String id, Pool pool, String requester, TaskOptions options) {
        return new TaskSubmitted(
                new TaskId(id),
                pool,
                Prompt.of("do " + id),
                options,
                List.of(),
                new Origin.Http(),
                requester(requester),
                now,
                null);
    }

    private static Requester requester(String name) {
        return new Requester("http:" + name.toLowerCase(Locale.ROOT), name);
    }

    Decision approve(String id) {
        return approve(id, POOL);
    }

    Decision approve(String id, Pool pool) {
        return give(
                new Input.Task(
                        new TaskMessage.ApprovalGiven(new TaskId(id), pool, requester("Bob"), now),
                        new RecordPosition(0, offset++, now)));
    }

    Decision replay(String id, String of, TaskOptions options) {
        return give(
                new Input.Task(
                        new TaskMessage.ReplayRequested(
                                new TaskId(id),
                                POOL,
                                new TaskId(of),
                                null,
                                options,
                                requester("Bob"),
                                now),
                        new RecordPosition(0, offset++, now)));
    }

    /** Replays that wait for their originals. */
    List<ReplayEntry> replays() {
        return ledger.replays();
    }

    /** Whether a claim could be written that has not been. */
    boolean isIdle() {
        return ledger.waiting().stream().anyMatch(pool -> pool.next(now).isPresent());
    }

    /** What the core knows. */
    Ledger ledger() {
        return ledger;
    }

    /** How many tasks of the usual pool a requester has at runners. */
    long held(String requester) {
        return recordedTasks.values().stream()
                .filter(task -> task.state() instanceof TaskState.Held)
                .filter(task -> task.pool().equals(POOL))
                .filter(task -> task.submitted().requester().name().equals(requester))
                .count();
    }

    /** Tasks in a state. */
    List<TaskId> in(Class<? extends TaskState> state) {
        return recordedTasks.values().stream()
                .filter(task -> state.isInstance(task.state()))
                .map(TaskEntry::id)
                .toList();
    }

    Queries queries() {
        return new Queries(ledger, now);
    }

    Decision cancel(String id) {
        return cancel(id, POOL);
    }

    Decision cancel(String id, Pool pool) {
        return give(
                new Input.Task(
                        new TaskMessage.CancelRequested(
                                new TaskId(id), pool, new Requester("http:ada", "Ada"), now),
                        new RecordPosition(0, offset++, now)));
    }

    Decision run(RunMessage message) {
        return run(message, now);
    }

    /**
     * @param written by the runner's clock
     */
    Decision run(RunMessage message, Instant written) {
        return give(new Input.Run(message, written));
    }

    Decision join(Holder holder, int slots) {
        return join(holder, POOL, slots);
    }

    Decision join(Holder holder, Pool pool, int slots) {
        return run(new RunMessage.RunnerJoined(pool, holder, slots, now));
    }

    /** Time passes, and it beats, naming all that it holds. */
    void stayAlive(Holder holder, int slots, Duration time) {
        for (long passed = 0; passed < time.toSeconds(); passed += 2) {
            beat(
                    holder,
                    slots,
                    granted(holder).stream()
                            .filter(this::isHeld)
                            .map(ClaimGranted::attempt)
                            .toArray(Attempt[]::new));
            tick(Duration.ofSeconds(2));
        }
    }

    boolean isHeld(ClaimGranted claim) {
        return queries()
                .task(claim.attempt().task())
                .filter(task -> task.attempts() == claim.attempt().number())
                .filter(task -> task.runner() != null)
                .isPresent();
    }

    /** All that it was ever given. */
    List<ClaimGranted> granted(Holder holder) {
        return granted().stream().filter(claim -> claim.holder().equals(holder)).toList();
    }

    <T> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** A beat that is read as soon as it is said, by a runner that has read all there is. */
    Decision beat(Holder holder, int slots, Attempt... held) {
        return run(new RunMessage.RunnerBeat(POOL, holder, slots, List.of(held), now, now));
    }

    Decision started(ClaimGranted claim) {
        return run(
                new RunMessage.RunStarted(
                        POOL, claim.holder(), claim.attempt(), "agent-1-a", "demo", now));
    }

    Decision finished(ClaimGranted claim, RunOutcome outcome) {
        return run(
                new RunMessage.RunFinished(
                        POOL, claim.holder(), claim.attempt(), outcome, null, now));
    }

    Decision succeeded(ClaimGranted claim) {
        return finished(claim, new RunOutcome.Succeeded());
    }

    /** Time passes, without anything else. */
    Decision tick(Duration by) {
        now = now.plus(by);
        return give(new Input.Tick());
    }

    /** Nothing was read for a while. */
    void standStill(Duration time) {
        now = now.plus(time);
        ledger.judgeNotBefore(now.plus(rules.leases().grace()));
    }

    /** When time is to be looked at next. */
    Optional<Instant> due() {
        return ledger.due(now);
    }

    /** Another dispatcher takes the lane over: all it has is what was recorded. */
    void takeOver() {
        ledger = new Ledger(rules, id -> Optional.ofNullable(finished.get(id)));
        recordedRunners.values().forEach(r -> ledger.apply(new LedgerEntry.RunnerPut(r)));
        recordedTasks.values().forEach(t -> ledger.apply(new LedgerEntry.TaskPut(t)));
        recordedReplays.values().forEach(r -> ledger.apply(new LedgerEntry.ReplayPut(r)));
        recordedTallies.values().forEach(t -> ledger.apply(new LedgerEntry.PoolCounted(t)));
        recordedQuiet.forEach(
                (key, since) -> ledger.apply(new LedgerEntry.RunnerQuiet(key, since)));
        ledger.takenOver(lastRead, now);
    }

    PoolCounts census() {
        return ledger.census()
                .getOrDefault(
                        POOL, new PoolCounts(0, 0, 0, 0, 0, 0, 0, false, PoolTotals.none(POOL)));
    }

    int live() {
        return recordedTasks.size();
    }

    List<ClaimGranted> granted() {
        return claims.stream()
                .filter(ClaimGranted.class::isInstance)
                .map(ClaimGranted.class::cast)
                .toList();
    }

    ClaimGranted lastGranted() {
        return granted().getLast();
    }

    static Holder runner(String name) {
        return runner(name, 1);
    }

    static Holder runner(String name, int life) {
        return new Holder(new RunnerId(name), new Incarnation(name + "-life-" + life));
    }

    private static void isFair(@Nullable RunnerEntry before, RunnerEntry after) {
        boolean convicted =
                after.standing() == RunnerEntry.Standing.QUARANTINED
                        && (before == null
                                || before.standing() != RunnerEntry.Standing.QUARANTINED);
        RandomHistory.require(
                !convicted
                        || after.failed().stream().map(FailedTask::requester).distinct().count()
                                > 1,
                "nobody alone takes a runner away from all others");
        RandomHistory.require(
                after.failed().stream().map(FailedTask::task).distinct().count()
                        == after.failures(),
                "a task counts once");
    }

    private void record(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.TaskPut put -> recordedTasks.put(put.task().id(), put.task());
            case LedgerEntry.TaskClosed closed -> {
                recordedTasks.remove(closed.task().id());
                finished.put(closed.task().id(), closed.task());
            }
            case LedgerEntry.TaskForgotten forgotten -> finished.remove(forgotten.id());
            case LedgerEntry.RunnerPut put -> {
                isFair(recordedRunners.put(put.runner().key(), put.runner()), put.runner());
            }
            case LedgerEntry.RunnerRemoved removed -> {
                recordedRunners.remove(removed.runner());
                recordedQuiet.remove(removed.runner());
            }
            case LedgerEntry.RunnerQuiet(RunnerEntry.Key key, Instant since) -> {
                if (since == null) {
                    recordedQuiet.remove(key);
                } else {
                    recordedQuiet.put(key, since);
                }
            }
            case LedgerEntry.ReplayPut put ->
                    recordedReplays.put(put.replay().request().id(), put.replay());
            case LedgerEntry.ReplayClosed closed -> recordedReplays.remove(closed.id());
            case LedgerEntry.PoolCounted counted ->
                    recordedTallies.put(counted.tally().pool(), counted.tally());
            case LedgerEntry.PoolForgotten gone -> {
                poolsForgotten++;
                PoolTotals tally = recordedTallies.remove(gone.pool());
                if (tally != null) {
                    RandomHistory.require(
                            tally.accepted() == tally.ended(),
                            "a pool is forgotten when all of its tasks have ended");
                    forgotten += tally.accepted();
                }
            }
            case LedgerEntry.Passing passing -> {}
        }
    }
}
