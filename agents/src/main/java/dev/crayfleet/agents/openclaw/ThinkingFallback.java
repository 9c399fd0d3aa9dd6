package dev.crayfleet.agents.openclaw;

/** What becomes of a thinking level that the model does not have. */
public enum ThinkingFallback {
    /** The nearest one it has is used, and the result says so. */
    NEAREST,
    /** The task is refused before an agent starts. */
    REFUSE
}
