package dev.crayfleet.dispatcher.ledger;

/**
 * What decides, besides its turn, whether a task may be claimed now.
 *
 * @param model by which limits go
 * @param suspicion what it may share a runner with
 */
record ClaimConstraints(String model, CrashSuspicion suspicion) {
    static ClaimConstraints of(TaskEntry task) {
        return new ClaimConstraints(task.model(), task.suspicion());
    }
}
