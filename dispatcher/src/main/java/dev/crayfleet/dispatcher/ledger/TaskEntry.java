package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPlace;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds of a task that has not ended.
 *
 * @param submitted what was asked
 * @param place of the record that asked; its offset is the task's turn in the queue
 * @param attempts claims so far, which is the number of the current attempt where one is held
 * @param state where it is
 * @param cancelledBy who wants it stopped, while its runner has not confirmed that yet
 */
public record TaskEntry(
        TaskSubmitted submitted,
        RecordPlace place,
        int attempts,
        TaskState state,
        @Nullable Requester cancelledBy) {

    TaskId id() {
        return submitted.id();
    }

    Pool pool() {
        return submitted.pool();
    }

    /** The attempt that is held now; only where one is. */
    Attempt attempt() {
        return new Attempt(id(), attempts);
    }

    TaskEntry in(TaskState next) {
        return new TaskEntry(submitted, place, attempts, next, cancelledBy);
    }

    TaskEntry claimed(TaskState.Claimed claimed) {
        return new TaskEntry(submitted, place, attempts + 1, claimed, cancelledBy);
    }

    TaskEntry cancelled(Requester by) {
        return new TaskEntry(submitted, place, attempts, state, by);
    }
}
