package dev.crayfleet.runner.slots;

/** What a session does with a claim. */
public enum ClaimDecision {
    /** It has a slot: start its agent. */
    ACCEPTED,
    /** It was here before: do nothing. */
    DUPLICATE,
    /** It is for another session: do nothing. */
    OTHER_SESSION,
    /** No slot is free: give it back. */
    NO_FREE_SLOT,
    /** The runner is shutting down: give it back. */
    DRAINING,
    /** This session has ended, and the dispatcher knows that or will soon. */
    SESSION_ENDED
}
