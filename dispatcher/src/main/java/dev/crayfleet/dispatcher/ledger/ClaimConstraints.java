package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.AgentMode;

/**
 * Properties of a task that decide, besides its turn, whether it may be claimed now.
 *
 * @param model whose limit applies
 * @param suspicion beside which tasks it may run
 * @param restricted whether only runners may have it that know what that is
 * @param depth how far it was delegated, by which slots are lent to it
 */
record ClaimConstraints(String model, CrashSuspicion suspicion, boolean restricted, int depth) {
    static ClaimConstraints of(TaskEntry task) {
        return new ClaimConstraints(
                task.model(),
                task.suspicion(),
                task.submission().mode() == AgentMode.RESTRICTED,
                task.depth());
    }

    /** The same of a task that no runner has died of. */
    ClaimConstraints unsuspected() {
        return new ClaimConstraints(model, CrashSuspicion.NONE, restricted, depth);
    }
}
