package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import java.time.Instant;
import java.util.Optional;

/** Cancels: a waiting task ends at once, a held one when its runner confirms. */
final class CancelDecider {
    private final TaskCompletion completion;

    CancelDecider(TaskCompletion completion) {
        this.completion = completion;
    }

    Decision requested(Ledger ledger, CancelRequested cancel, Instant now) {
        Optional<TaskEntry> found = ledger.task(cancel.id());
        return found.isPresent()
                ? cancel(found.get(), TaskEntry.Cancel.asked(cancel.requester(), now), now)
                : cancelOfNoLiveTask(ledger, cancel);
    }

    private Decision cancel(TaskEntry task, TaskEntry.Cancel wanted, Instant now) {
        DecisionBuilder decision = new DecisionBuilder();
        if (task.state() instanceof TaskState.Held) {
            revoke(decision, task, wanted, now);
        } else {
            completion.cancelUnheld(decision, task, wanted.reason(), now);
        }
        return decision.build();
    }

    /**
     * Has the runner stop a task that it holds; the task ends when it confirms. A repeated request
     * revokes the claim again, but does not extend the time to confirm.
     */
    static void revoke(
            DecisionBuilder decision, TaskEntry task, TaskEntry.Cancel wanted, Instant now) {
        TaskState.Held held = (TaskState.Held) task.state();
        decision.put(task.cancel() == null ? task.cancelling(wanted) : task)
                .send(
                        new ClaimRevoked(
                                held.holder(), task.attempt(), task.pool(), wanted.reason(), now));
    }

    private static Decision cancelOfNoLiveTask(Ledger ledger, CancelRequested cancel) {
        Optional<ReplayEntry> replay = ledger.replay(cancel.id());
        if (replay.isPresent()) {
            return Decision.refused(
                    "task %s is just being made of %s: cancel it in a second"
                            .formatted(cancel.id(), replay.get().request().replayOf()));
        }
        return ledger.finished(cancel.id())
                .map(ended -> Decision.NOTHING)
                .orElseGet(() ->
                        Decision.refused(
                                "task %s is unknown in pool %s: nothing to cancel"
                                        .formatted(cancel.id(), cancel.pool())));
    }
}
