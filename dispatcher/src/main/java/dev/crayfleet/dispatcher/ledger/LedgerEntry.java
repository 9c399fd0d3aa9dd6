package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of the ledger: what is decided, recorded, and then applied. */
public sealed interface LedgerEntry {
    /** A task is new, or in another state. */
    record TaskPut(TaskEntry task) implements LedgerEntry {}

    /** A task has ended. */
    record TaskClosed(FinishedTask task) implements LedgerEntry {}

    /** A task that ended longer ago than the retention is forgotten. */
    record TaskForgotten(TaskId id, Instant finishedAt) implements LedgerEntry {}

    /**
     * The totals of a pool. They follow from the other entries, and are recorded so that they
     * outlive the tasks they count.
     */
    record PoolCounted(PoolTotals totals) implements LedgerEntry {}

    /**
     * A pool that no runner serves has had no task for long: its counts are dropped together. Its
     * tasks that have ended are still known by their ids.
     */
    record PoolForgotten(Pool pool) implements LedgerEntry {}

    /** A replay waits for its source to be read. */
    record ReplayPut(ReplayEntry replay) implements LedgerEntry {}

    /** A replay has become a task, or cannot. */
    record ReplayClosed(TaskId id) implements LedgerEntry {}

    /** A runner is new, or has changed. */
    record RunnerPut(RunnerEntry runner) implements LedgerEntry {}

    /** A runner is forgotten. */
    record RunnerRemoved(RunnerKey runner) implements LedgerEntry {}

    /**
     * A runner has not been heard of for several heartbeats, or is heard of again. Recorded, so
     * that a dispatcher that takes the lane over knows since when; ordinary heartbeats are not
     * recorded.
     *
     * @param since when it was last heard of; absent when it is heard of again
     */
    record RunnerQuiet(RunnerKey runner, @Nullable Instant since) implements LedgerEntry {}

    /** The lane is stopped, or has no agent left since, or goes on. */
    record StopPut(LaneStop stop) implements LedgerEntry {}

    /** Another fleet file decides. */
    record FleetPut(LaneFleet fleet) implements LedgerEntry {}

    /** A pool is paused, or resumed. */
    record PausePut(PoolPause pause) implements LedgerEntry {}

    /** It is not remembered any more that a pool was resumed. */
    record PauseForgotten(Pool pool) implements LedgerEntry {}

    /**
     * Changes that are not stored in Kafka, because a dispatcher that takes the lane over learns
     * them again from messages of runners.
     */
    sealed interface Unrecorded extends LedgerEntry {}

    /**
     * A runner was heard of: its lease starts anew.
     *
     * @param isRecent whether the message is recent. If not, the runner may be gone by now, and
     *     only a later message shows that it is alive
     */
    record RunnerHeard(RunnerKey runner, Instant at, boolean isRecent) implements Unrecorded {}

    /**
     * A runner still runs attempts that were given up. It has not stopped them yet, so their slots
     * are not free.
     *
     * @param attempts how many
     */
    record OrphansCounted(RunnerKey runner, int attempts) implements Unrecorded {}

    /**
     * A runner said that an attempt of its own has ended; a later heartbeat that still names the
     * attempt is out of date.
     */
    record AttemptEndReported(RunnerKey runner, Attempt attempt) implements Unrecorded {}

    /** It was told that somebody on a runner's machine was refused. */
    record DenialTold(RunnerKey runner, Instant at) implements Unrecorded {}

    /** It is too late, or too often, to tell anybody that nobody serves the task's pool. */
    record UnservedNoticeOmitted(TaskId task) implements Unrecorded {}

    /** Tasks of a pool have been told their position in the queue. */
    record PositionsPublished(Pool pool, Instant at, Map<TaskId, Integer> positions)
            implements Unrecorded {}
}
