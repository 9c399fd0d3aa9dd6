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
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.RunnerModels;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One lane in memory, with a clock that tests advance; collects all that it wrote. */
final class LedgerHarness {
    static final Pool POOL = Pool.DEFAULT;

    /** Of a runner of this version, for whose agents models are words. */
    static final RunnerDetails DETAILS =
            new RunnerDetails(
                    "host", "1", null, List.of(RunnerDetails.MODES), RunnerModels.LITERAL);

    final List<ClaimMessage> claims = new ArrayList<>();
    final List<TaskResult> results = new ArrayList<>();
    final List<TaskEvent> events = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();

    /** Tasks that were sent to the tasks topic and not read yet. */
    final Deque<TaskSubmitted> submissions = new ArrayDeque<>();

    /** All that was sent to the tasks topic. */
    final List<TaskMessage.OfTask> messages = new ArrayList<>();

    private final Rules rules;
    private final RecordedLedger recorded;
    private Ledger ledger;
    private long offset;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Instant lastRead = now;

    LedgerHarness() {
        this(Rules.DEFAULT);
    }

    LedgerHarness(Rules rules) {
        this.rules = rules;
        this.recorded = new RecordedLedger(rules);
        this.ledger = recorded.read();
    }

    Decision handle(Input input) {
        if (!(input instanceof Input.Tick)) {
            lastRead = now;
        }
        Decision decision = new Decider(rules).handle(ledger, input, now);
        decision.entries().forEach(recorded::record);
        claims.addAll(decision.claims());
        results.addAll(decision.results());
        events.addAll(decision.events());
        decision.messages()
                .forEach(message -> {
                    if (message instanceof TaskSubmitted task) {
                        submissions.add(task);
                    }
                    messages.add(message);
                });
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
        return handle(new Input.TaskRecord(task, new RecordPosition(0, offset++, now)));
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
        String seen =
                ledger.task(new TaskId(id)).map(task -> task.submission().sha256()).orElse(null);
        return order(
                new TaskMessage.ApprovalGiven(new TaskId(id), pool, requester("Bob"), seen, now));
    }

    Decision replay(String id, String of, TaskOptions options) {
        return handle(
                new Input.TaskRecord(
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

    /** A message of the tasks topic is read. */
    Decision order(TaskMessage order) {
        return handle(new Input.TaskRecord(order, new RecordPosition(0, offset++, now)));
    }

    List<ReplayEntry> pendingReplays() {
        return ledger.pendingReplays();
    }

    /** Whether a claim could be written that has not been. */
    boolean hasUnwrittenClaim() {
        return ledger.pools().withClaimableTasks().stream()
                .anyMatch(pool -> pool.nextMatch(now).isPresent());
    }

    Ledger ledger() {
        return ledger;
    }

    /** How many tasks of the usual pool a requester has at runners. */
    long countHeld(String requester) {
        return recorded.tasks().stream()
                .filter(task -> task.state() instanceof TaskState.Held)
                .filter(task -> task.pool().equals(POOL))
                .filter(task -> task.submitted().requester().name().equals(requester))
                .count();
    }

    /** Tasks in a state. */
    List<TaskId> tasksIn(Class<? extends TaskState> state) {
        return recorded.tasks().stream()
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
        return handle(
                new Input.TaskRecord(
                        new TaskMessage.CancelRequested(
                                new TaskId(id), pool, new Requester("http:ada", "Ada"), now),
                        new RecordPosition(0, offset++, now)));
    }

    Decision handleRun(RunMessage message) {
        return handleRun(message, now);
    }

    /**
     * @param writtenAt by the runner's clock
     */
    Decision handleRun(RunMessage message, Instant writtenAt) {
        return handle(new Input.RunRecord(message, writtenAt));
    }

    Decision join(Holder holder, int slots) {
        return join(holder, POOL, slots);
    }

    Decision join(Holder holder, Pool pool, int slots) {
        return join(holder, pool, slots, DETAILS);
    }

    /**
     * @param details absent where it is an older version's
     */
    Decision join(Holder holder, Pool pool, int slots, @Nullable RunnerDetails details) {
        return handleRun(new RunMessage.RunnerJoined(pool, holder, slots, details, now));
    }

    /** Time passes, and the runner sends heartbeats that name all that it holds. */
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

    /** All claims that the runner was ever granted. */
    List<ClaimGranted> granted(Holder holder) {
        return granted().stream().filter(claim -> claim.holder().equals(holder)).toList();
    }

    <T> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** A heartbeat that is read at once, of a runner that has read all its claims. */
    Decision beat(Holder holder, int slots, Attempt... held) {
        return handleRun(
                new RunMessage.RunnerBeat(
                        POOL, holder, slots, List.of(held), now, now, DETAILS.abilities()));
    }

    Decision started(ClaimGranted claim) {
        return handleRun(
                new RunMessage.RunStarted(
                        POOL, claim.holder(), claim.attempt(), "agent-1-a", "demo", now));
    }

    Decision finished(ClaimGranted claim, RunOutcome outcome) {
        return handleRun(
                new RunMessage.RunFinished(
                        POOL, claim.holder(), claim.attempt(), outcome, null, now));
    }

    Decision succeeded(ClaimGranted claim) {
        return finished(claim, new RunOutcome.Succeeded());
    }

    /** Time passes, without anything else. */
    Decision tick(Duration by) {
        now = now.plus(by);
        return handle(new Input.Tick());
    }

    /** Nothing is read for a while. */
    void standStill(Duration time) {
        now = now.plus(time);
        ledger.deferLeaseExpiry(now.plus(rules.leases().grace()));
    }

    /** When the next tick is due. */
    Optional<Instant> due() {
        return ledger.due(now);
    }

    /** Another dispatcher takes the lane over: all it has is what was recorded. */
    void takeOver() {
        ledger = recorded.read();
        ledger.takeOver(lastRead, now);
    }

    /** Of the usual pool. */
    PoolCounts counts() {
        return ledger.counts()
                .getOrDefault(
                        POOL,
                        new PoolCounts(
                                new PoolCounts.Tasks(0, 0, 0, 0, 0),
                                new PoolCounts.Runners(0, 0, false),
                                PoolTotals.none(POOL)));
    }

    RecordedLedger recorded() {
        return recorded;
    }

    /** How many tasks have not ended. */
    int liveTasks() {
        return recorded.tasks().size();
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

    static Holder runner(String name, int session) {
        return new Holder(new RunnerId(name), new Incarnation(name + "-life-" + session));
    }
}
