package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.ChildCancelled;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Instant;
import java.util.Optional;

/** Cancels: a waiting task ends at once, a held one when its runner confirms. */
final class CancelDecider {
    private final TaskCompletion completion;

    CancelDecider(TaskCompletion completion) {
        this.completion = completion;
    }

    Decision requested(Ledger ledger, CancelRequested cancel, Instant now) {
        return ledger.task(cancel.id())
                .map(task -> ifAllowed(ledger, cancel, task, now))
                .orElseGet(() -> cancelOfNoLiveTask(ledger, cancel));
    }

    private Decision ifAllowed(Ledger ledger, CancelRequested cancel, TaskEntry task, Instant now) {
        return switch (new AccessCheck(ledger, now).cancel(cancel.requester(), task)) {
            case AccessCheck.Answer.No(Refused no) ->
                    AccessRefusals.ofTask(
                            task.id(),
                            task.pool(),
                            "cancel",
                            task.submitted().origin(),
                            cancel.requester(),
                            no,
                            now);
            case AccessCheck.Answer.Yes yes ->
                    cancel(
                            task,
                            TaskEntry.Cancel.asked(cancel.requester().withoutRoles(), now),
                            now);
        };
    }

    /**
     * What an agent has delegated is stopped with it, whoever has asked for it. Nothing follows if
     * the task has ended, or another attempt has delegated it.
     */
    Decision ofChild(Ledger ledger, ChildCancelled message, Instant now) {
        return ledger.task(message.id())
                .filter(task ->
                        task.submitted()
                                .delegation()
                                .filter(each -> each.parent().equals(message.parent()))
                                .isPresent())
                .map(task ->
                        cancel(
                                task,
                                new TaskEntry.Cancel(
                                        task.submitted().requester(),
                                        now,
                                        Limits.cut(
                                                Texts.oneLine(message.reason()),
                                                Limits.REASON_CHARS)),
                                now))
                .orElse(Decision.NOTHING);
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
        TaskEntry alone = TaskTree.stopChildren(decision, task, wanted.reason(), now);
        decision.put(alone.cancel() == null ? alone.cancelling(wanted) : alone)
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
