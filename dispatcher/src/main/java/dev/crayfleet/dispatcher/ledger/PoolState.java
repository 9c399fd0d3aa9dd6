package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the ledger for one pool: its queue, its runners, and how much of their limits
 * requesters and models use.
 */
final class PoolState {
    /** Ended tasks that lists show. */
    static final int MAX_RECENT = 1_000;

    private final PoolQueue queue;
    private final PoolRunners runners = new PoolRunners();
    private final ShareUsage usage;
    private final QueuePositions positions = new QueuePositions();
    private final Deque<FinishedTask> recent = new ArrayDeque<>();
    private final Holds holds;
    private PoolTotals totals;
    private int awaitingApproval;
    private int backingOff;

    PoolState(Pool pool, Rules.QueueRule rule, Holds holds) {
        this.queue = new PoolQueue(rule.aging());
        this.usage = new ShareUsage(rule.limits());
        this.totals = PoolTotals.none(pool);
        this.holds = holds;
    }

    /** A task, and the runner that it is to be given to. */
    record Match(TaskEntry task, RunnerEntry runner) {}

    /** A task is new here, or has come back in another state. */
    void add(TaskEntry task) {
        switch (task.state()) {
            case TaskState.Queued queued -> {
                queue.add(task, queued.since());
                positions.markMoved();
            }
            case TaskState.BackingOff backing -> backingOff++;
            case TaskState.Held held -> {
                runners.getOrCreate(held.holder()).hold(task);
                usage.add(task);
            }
            case TaskState.AwaitingApproval awaiting -> awaitingApproval++;
        }
    }

    /**
     * A task leaves the state it was in.
     *
     * @param next its next state; absent where it has ended
     */
    void remove(TaskEntry task, @Nullable TaskState next) {
        switch (task.state()) {
            case TaskState.Queued queued -> {
                positions.markMoved();
                if (next instanceof TaskState.Held) {
                    queue.serve(task.id());
                } else {
                    queue.remove(task.id());
                }
            }
            case TaskState.BackingOff backing -> backingOff--;
            case TaskState.Held held -> {
                runners.find(held.holder()).ifPresent(slots -> slots.release(task.id()));
                usage.remove(task);
            }
            case TaskState.AwaitingApproval awaiting -> awaitingApproval--;
        }
    }

    void countAccepted() {
        totals = totals.plusAccepted();
    }

    void countEnded(FinishedTask task) {
        totals = totals.plusEnded(task.status(), task.ran());
        addRecent(task);
    }

    /** For lists; the oldest are dropped. */
    void addRecent(FinishedTask task) {
        if (recent.size() == MAX_RECENT) {
            recent.removeLast();
        }
        recent.addFirst(task);
    }

    void setTotals(PoolTotals recorded) {
        totals = recorded;
    }

    PoolTotals totals() {
        return totals;
    }

    /** The next claim, if a task may run and a slot is free for it. */
    Optional<Match> nextMatch(Instant now) {
        List<RunnerSlots> free = runners.free(now);
        if (free.isEmpty()) {
            return Optional.empty();
        }
        queue.promote(now);
        return queue.first(
                        usage::allowsRequester,
                        (requester, constraints) ->
                                usage.allowsModel(constraints.model())
                                        && free.stream()
                                                .anyMatch(runner ->
                                                        runner.suits(requester, constraints, now)))
                .flatMap(task ->
                        PoolRunners.best(free, task, now).map(runner -> new Match(task, runner)));
    }

    PoolRunners runners() {
        return runners;
    }

    /** Whether a runner has been heard of lately, be it one that is lost by now. */
    boolean isServed() {
        return !runners.isEmpty();
    }

    /** Whether it has no task that has not ended. */
    boolean isEmpty() {
        return queue.isEmpty() && awaitingApproval == 0 && backingOff == 0 && usage.isEmpty();
    }

    /** Whether nothing of it is claimed because somebody has said so. */
    boolean isHeld() {
        return holds.isHeld(totals.pool());
    }

    boolean hasWaitingTasks() {
        return !queue.isEmpty();
    }

    /** Its turn in the queue, 1 for the next; where it would come, if it is not queued yet. */
    int position(TaskEntry task) {
        return queue.position(task);
    }

    /** How long until a slot is expected for that turn; absent where nothing is known. */
    @Nullable Duration expectedWait(int position) {
        Duration pace = totals.pace();
        int slots = runners.readySlots();
        return pace == null || slots == 0 || isHeld()
                ? null
                : pace.multipliedBy(position).dividedBy(slots);
    }

    /** Why tasks wait, as things stand now. */
    WaitReasons waitReasons() {
        return new WaitReasons(totals.pool(), runners, usage, holds.reason(totals.pool()));
    }

    /** The first {@code max} of the queue. */
    List<TaskEntry> head(int max) {
        return queue.head(max);
    }

    /** Ended tasks, newest first. */
    List<FinishedTask> recent() {
        return List.copyOf(recent);
    }

    /**
     * When those who wait are to be told that their turn has moved; absent while it has not.
     *
     * @param interval at least so long after the last time
     */
    Optional<Instant> positionsDue(Duration interval) {
        return queue.isEmpty() ? Optional.empty() : positions.due(interval);
    }

    /** The position that the task was told last; absent if it was told none. */
    @Nullable Integer publishedPosition(TaskId id) {
        return positions.published(id);
    }

    void positionsPublished(LedgerEntry.PositionsPublished published) {
        positions.set(published.at(), published.positions());
    }

    PoolCounts counts() {
        int held = runners.heldTasks();
        int running = runners.runningTasks();
        return new PoolCounts(
                new PoolCounts.Tasks(
                        awaitingApproval, queue.size(), held - running, running, backingOff),
                new PoolCounts.Runners(runners.ready(), runners.readySlots(), isServed()),
                totals);
    }
}
