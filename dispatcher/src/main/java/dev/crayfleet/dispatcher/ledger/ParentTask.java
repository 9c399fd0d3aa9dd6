package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;

/**
 * Whose agent has delegated a task.
 *
 * @param attempt whose agent it was
 * @param pool of that
 */
public record ParentTask(Attempt attempt, Pool pool) {
    static ParentTask of(Origin.Agent delegation) {
        return new ParentTask(delegation.parent(), delegation.pool());
    }
}
