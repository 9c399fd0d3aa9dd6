package dev.crayfleet.runner.config;

/** How much agents may do. */
public enum AgentMode {
    FULL,
    /** No shell, and no files but those of the workspace. */
    RESTRICTED
}
