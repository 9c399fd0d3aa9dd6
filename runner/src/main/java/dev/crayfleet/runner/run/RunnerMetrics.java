package dev.crayfleet.runner.run;

import dev.crayfleet.contract.RunOutcome;
import java.time.Duration;

/** Counts what a runner does. */
public interface RunnerMetrics {
    /** An agent was started and is gone. */
    void ended(RunOutcome outcome, Duration duration);

    /** A claim was given back because there was no room, or no time left. */
    void refused();

    /** A life was ended by the dispatcher, or by this runner because it was not heard. */
    void fenced();
}
