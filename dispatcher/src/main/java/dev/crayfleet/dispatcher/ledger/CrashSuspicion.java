package dev.crayfleet.dispatcher.ledger;

/**
 * Whether a task may be what kills its runners, and what it may share a runner with. A runner that
 * dies takes all its attempts along, so which of them was the poison is not known; but a task that
 * goes to its last attempt beside another suspect could run out of attempts for the other's fault.
 */
enum CrashSuspicion {
    /** No attempt of it has lost its runner. Runs beside anything. */
    NONE,
    /** An attempt of it was lost, and it has attempts left. Not beside one that has none. */
    SUSPECT,
    /** An attempt of it was lost, and the next is its last. Not beside another suspect. */
    LAST
}
