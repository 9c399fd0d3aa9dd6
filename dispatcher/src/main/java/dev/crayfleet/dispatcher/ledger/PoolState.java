package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.fleet.Agent;
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
    private final SlotUse slotUse = new SlotUse();
    private final QueuePositions positions = new QueuePositions();
    private final Deque<FinishedTask> recent = new ArrayDeque<>();
    private final Holds holds;
    private PoolTotals totals;
    private boolean keepsMemory;
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

    /**
     * What the fleet file says of the agent.
     *
     * @param agent empty where it does not name it
     */
    void setAgent(Optional<Agent> agent) {
        keepsMemory = agent.filter(each -> each.memory() == Agent.Memory.KEEP).isPresent();
        runners.setMostSlots(agent.map(Agent::slots).orElse(Integer.MAX_VALUE));
    }

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
                slotUse.add(task);
                if (!task.isLending()) {
                    usage.add(task);
                }
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
                slotUse.remove(task);
                if (!task.isLending()) {
                    usage.remove(task);
                }
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
                                        && !isAtWork(constraints.depth())
                                        && free.stream()
                                                .anyMatch(runner ->
                                                        runner.suits(requester, constraints, now)))
                .flatMap(task ->
                        PoolRunners.best(free, task, now).map(runner -> new Match(task, runner)));
    }

    /**
     * Whether the agent keeps what it notes down, and is at work: its next task has to find that.
     * While it waits for what it has delegated, it does what was delegated further: two such agents
     * could wait for each other for ever otherwise.
     *
     * @param depth how far the next task was delegated
     */
    private boolean isAtWork(int depth) {
        return keepsMemory && slotUse.countAgainst(depth) > 0;
    }

    /** Whether a task would be claimed at once that was delegated so far, if no limit were hit. */
    boolean hasFreeSlot(int depth, Instant now) {
        return !isHeld()
                && queue.isEmpty()
                && !isAtWork(depth)
                && runners.free(now).stream().anyMatch(each -> each.free(depth, now) > 0);
    }

    int queueSize() {
        return queue.size();
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
        return queue.isEmpty() && awaitingApproval == 0 && backingOff == 0 && slotUse.isEmpty();
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
        return new WaitReasons(
                totals.pool(), runners, usage, this::isAtWork, holds.reason(totals.pool()));
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
