package dev.crayfleet.runner.run;

import dev.crayfleet.contract.RunOutcome;
import java.time.Duration;

/** Counts what a runner does. */
public interface RunnerMetrics {
    /** An agent was started and is gone. */
    void ended(RunOutcome outcome, Duration duration);

    /** A claim was given back because no slot was free, or the runner was shutting down. */
    void refused();

    /** A session was ended by the dispatcher, or by this runner when its heartbeats were lost. */
    void fenced();
}
