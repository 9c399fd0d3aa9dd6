package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Instant;
import java.util.Optional;

/** What people ask for. */
final class Submissions {
    private final Endings endings;

    Submissions(Endings endings) {
        this.endings = endings;
    }

    Decision decide(Ledger ledger, Input.Task input, Instant now) {
        return switch (input.message()) {
            case TaskSubmitted submitted -> submitted(ledger, submitted, input, now);
            case CancelRequested cancel -> cancel(ledger, cancel, now);
            case ReplayRequested replay ->
                    Decision.refused(
                            "task %s cannot be replayed: this version does not replay yet. Submit it again."
                                    .formatted(replay.replayOf()));
            case ApprovalGiven approval ->
                    Decision.refused(
                            "task %s waits for no approval: this version asks for none"
                                    .formatted(approval.id()));
        };
    }

    private static Decision submitted(
            Ledger ledger, TaskSubmitted submitted, Input.Task input, Instant now) {
        if (ledger.knows(submitted.id())) {
            return new Decision.Draft()
                    .happened(
                            new DuplicateIgnored(
                                    submitted.id(), submitted.pool(), submitted.origin(), now))
                    .done();
        }
        TaskEntry task =
                new TaskEntry(submitted, input.place(), 0, new TaskState.Queued(now), null);
        return new Decision.Draft()
                .put(task)
                .happened(
                        new TaskQueued(
                                task.id(),
                                task.pool(),
                                submitted.origin(),
                                submitted.requester(),
                                ledger.positionOf(task),
                                now))
                .done();
    }

    private Decision cancel(Ledger ledger, CancelRequested cancel, Instant now) {
        Optional<TaskEntry> found = ledger.task(cancel.id());
        if (found.isEmpty()) {
            return ledger.finished(cancel.id())
                    .map(ended -> Decision.NOTHING)
                    .orElseGet(() ->
                            Decision.refused(
                                    "task %s is unknown in pool %s: nothing to cancel"
                                            .formatted(cancel.id(), cancel.pool())));
        }
        TaskEntry task = found.get();
        String reason = "cancelled by " + cancel.requester().name();
        Decision.Draft draft = new Decision.Draft();
        if (task.state() instanceof TaskState.Held held) {
            draft.put(task.cancelled(cancel.requester()))
                    .tell(
                            new ClaimRevoked(
                                    held.holder(), task.attempt(), task.pool(), reason, now));
        } else {
            endings.cancelUnheld(draft, task, reason, now);
        }
        return draft.done();
    }
}
