package dev.crayfleet.dispatcher.ledger;

/**
 * Whether a task may have crashed the runners that were lost with it, and beside which tasks it may
 * run. When a runner dies, all its attempts are lost, and nobody knows which of them caused it. A
 * task on its last attempt therefore never shares a runner with another suspect: it could otherwise
 * fail for good because of the other task.
 */
enum CrashSuspicion {
    /** No attempt of the task has lost its runner. It may run beside any task. */
    NONE,
    /**
     * An attempt was lost, and more than one attempt is left. It may not run beside a suspect on
     * its last attempt.
     */
    SUSPECT,
    /**
     * An attempt was lost, and the current or next one is its last. It may not run beside another
     * suspect.
     */
    SUSPECT_ON_LAST_ATTEMPT
}
