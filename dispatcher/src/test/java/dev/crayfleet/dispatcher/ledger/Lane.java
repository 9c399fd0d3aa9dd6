package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPlace;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One lane in memory, with a clock that is cranked; remembers all that came out. */
final class Lane {
    static final Pool POOL = Pool.DEFAULT;

    final List<ClaimMessage> claims = new ArrayList<>();
    final List<TaskResult> results = new ArrayList<>();
    final List<TaskEvent> events = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();

    private final Rules rules;
    private final Map<TaskId, FinishedTask> finished = new HashMap<>();
    private final Map<TaskId, TaskEntry> recordedTasks = new HashMap<>();
    private final Map<RunnerEntry.Key, RunnerEntry> recordedRunners = new HashMap<>();
    private Ledger ledger;
    private long offset;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    Lane() {
        this(Rules.DEFAULT);
    }

    Lane(Rules rules) {
        this.rules = rules;
        this.ledger = new Ledger(id -> Optional.ofNullable(finished.get(id)));
    }

    Decision give(Input input) {
        Decision decision = new Decider(rules).handle(ledger, input, now);
        decision.entries().forEach(this::record);
        claims.addAll(decision.claims());
        results.addAll(decision.results());
        events.addAll(decision.events());
        decision.refusal().ifPresent(refusals::add);
        return decision;
    }

    Decision submit(String id) {
        return submit(id, TaskOptions.NONE);
    }

    Decision submit(String id, TaskOptions options) {
        return give(
                new Input.Task(
                        new TaskMessage.TaskSubmitted(
                                new TaskId(id),
                                POOL,
                                Prompt.of("do " + id),
                                options,
                                List.of(),
                                new Origin.Http(),
                                new Requester("http:ada", "Ada"),
                                now,
                                null),
                        new RecordPlace(0, offset++, now)));
    }

    Decision cancel(String id) {
        return give(
                new Input.Task(
                        new TaskMessage.CancelRequested(
                                new TaskId(id), POOL, new Requester("http:ada", "Ada"), now),
                        new RecordPlace(0, offset++, now)));
    }

    Decision run(RunMessage message) {
        return give(new Input.Run(message));
    }

    Decision join(Holder holder, int slots) {
        return run(new RunMessage.RunnerJoined(POOL, holder, slots, now));
    }

    Decision beat(Holder holder, int slots, Attempt... held) {
        return run(new RunMessage.RunnerBeat(POOL, holder, slots, List.of(held), now));
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

    /** Another dispatcher takes the lane over: all it has is what was recorded. */
    void takeOver() {
        ledger = new Ledger(id -> Optional.ofNullable(finished.get(id)));
        recordedRunners.values().forEach(r -> ledger.apply(new LedgerEntry.RunnerPut(r)));
        recordedTasks.values().forEach(t -> ledger.apply(new LedgerEntry.TaskPut(t)));
    }

    Ledger.Census census() {
        return ledger.census();
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

    private void record(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.TaskPut put -> recordedTasks.put(put.task().id(), put.task());
            case LedgerEntry.TaskClosed closed -> {
                recordedTasks.remove(closed.task().id());
                finished.put(closed.task().id(), closed.task());
            }
            case LedgerEntry.TaskForgotten forgotten -> finished.remove(forgotten.id());
            case LedgerEntry.RunnerPut put -> recordedRunners.put(put.runner().key(), put.runner());
            case LedgerEntry.RunnerRemoved removed -> recordedRunners.remove(removed.runner());
            case LedgerEntry.RunnerHeard heard -> {}
        }
    }
}
