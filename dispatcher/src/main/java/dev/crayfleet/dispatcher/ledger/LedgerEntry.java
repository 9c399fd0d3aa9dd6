package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Instant;

/** A change of the ledger: what is decided, recorded, and then applied. */
public sealed interface LedgerEntry {
    /** A task is new, or somewhere else. */
    record TaskPut(TaskEntry task) implements LedgerEntry {}

    /** A task has ended. */
    record TaskClosed(FinishedTask task) implements LedgerEntry {}

    /** A task that ended long ago is forgotten. */
    record TaskForgotten(TaskId id, Instant finishedAt) implements LedgerEntry {}

    /** A runner is new, or otherwise than it was. */
    record RunnerPut(RunnerEntry runner) implements LedgerEntry {}

    /** A runner is forgotten. */
    record RunnerRemoved(RunnerEntry.Key runner) implements LedgerEntry {}

    /**
     * A runner was heard of: its lease starts anew. Not recorded: whoever takes the lane over
     * starts all leases anew anyway.
     */
    record RunnerHeard(RunnerEntry.Key runner, Instant at) implements LedgerEntry {}
}
