package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Holder;
import java.util.Optional;

/** Checks whether a message is about the current attempt of a task. */
final class CurrentAttemptCheck {
    private CurrentAttemptCheck() {}

    /** The task of an attempt, if that attempt is the current one and this session holds it. */
    static Optional<TaskEntry> find(Ledger ledger, Attempt attempt, Holder holder) {
        return ledger.task(attempt.task())
                .filter(task -> task.attempts() == attempt.number())
                .filter(task ->
                        task.state() instanceof TaskState.Held held
                                && held.holder().equals(holder));
    }
}
