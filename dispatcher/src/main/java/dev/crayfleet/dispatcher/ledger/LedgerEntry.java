package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of the ledger: what is decided, recorded, and then applied. */
public sealed interface LedgerEntry {
    /** A task is new, or somewhere else. */
    record TaskPut(TaskEntry task) implements LedgerEntry {}

    /** A task has ended. */
    record TaskClosed(FinishedTask task) implements LedgerEntry {}

    /** A task that ended long ago is forgotten. */
    record TaskForgotten(TaskId id, Instant finishedAt) implements LedgerEntry {}

    /** What a pool has seen; follows from the others, and is recorded so that it outlives them. */
    record PoolCounted(PoolTotals tally) implements LedgerEntry {}

    /**
     * A pool that no runner serves has had no task for long: its counts are dropped together. Its
     * tasks that have ended are still known by their ids.
     */
    record PoolForgotten(Pool pool) implements LedgerEntry {}

    /** A replay waits for its original to be read. */
    record ReplayPut(ReplayEntry replay) implements LedgerEntry {}

    /** A replay has become a task, or cannot. */
    record ReplayClosed(TaskId id) implements LedgerEntry {}

    /** A runner is new, or otherwise than it was. */
    record RunnerPut(RunnerEntry runner) implements LedgerEntry {}

    /** A runner is forgotten. */
    record RunnerRemoved(RunnerEntry.Key runner) implements LedgerEntry {}

    /**
     * A runner has not been heard of for several heartbeats, or is heard of again. Recorded, so
     * that whoever takes the lane over knows since when; what beats is recorded nowhere.
     *
     * @param since when it was last heard of; absent when it is heard of again
     */
    record RunnerQuiet(RunnerEntry.Key runner, @Nullable Instant since) implements LedgerEntry {}

    /** What passes, and is not recorded: whoever takes the lane over finds it out again. */
    sealed interface Passing extends LedgerEntry {}

    /**
     * A runner was heard of: its lease starts anew.
     *
     * @param lately whether it has just said it; else it may be gone by now, and only what it says
     *     later shows that it lives
     */
    record RunnerHeard(RunnerEntry.Key runner, Instant at, boolean lately) implements Passing {}

    /**
     * What a runner says it still has beyond what it should: it has not stopped that yet, and the
     * slots are not free.
     *
     * @param attempts how many
     */
    record RunnerBurdened(RunnerEntry.Key runner, int attempts) implements Passing {}

    /**
     * A runner said that an attempt of its own has ended: whatever it names later, this is over.
     */
    record RunnerDelivered(RunnerEntry.Key runner, Attempt attempt) implements Passing {}

    /** Tasks of a pool have been told their place in the queue. */
    record PositionsTold(Pool pool, Instant at, Map<TaskId, Integer> positions)
            implements Passing {}
}
