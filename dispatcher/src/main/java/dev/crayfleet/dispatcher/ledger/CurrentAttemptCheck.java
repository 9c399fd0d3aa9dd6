package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Holder;
import java.util.Optional;

/** Tells attempts that count from those that were given up. */
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
