package dev.crayfleet.runner.config;

/** Which executor runs the agents of a pool. */
public enum ExecutorChoice {
    /** A Gateway if one is named, else OpenClaw if it is found, else the demo agent. */
    AUTO,
    OPENCLAW_EXEC,
    OPENCLAW_GATEWAY,
    COMMAND,
    DEMO,
    /** Runs nothing and succeeds at once, for benchmarks. */
    NOOP
}
