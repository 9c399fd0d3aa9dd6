package dev.crayfleet.dispatcher.ledger;

/**
 * Properties of a task that decide, besides its turn, whether it may be claimed now.
 *
 * @param model whose limit applies
 * @param suspicion beside which tasks it may run
 */
record ClaimConstraints(String model, CrashSuspicion suspicion) {
    static ClaimConstraints of(TaskEntry task) {
        return new ClaimConstraints(task.model(), task.suspicion());
    }
}
