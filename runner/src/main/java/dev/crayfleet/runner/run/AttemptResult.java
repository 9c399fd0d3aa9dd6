package dev.crayfleet.runner.run;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param report absent where it never came to an agent, or is not to be reported
 * @param duration of the agent's work
 */
record AttemptResult(RunOutcome outcome, @Nullable RunReport report, Duration duration) {
    /** One that failed before its agent started. */
    static AttemptResult notStarted(FailureKind kind, String reason) {
        return notStarted(RunOutcome.Failed.of(kind, reason));
    }

    static AttemptResult notStarted(RunOutcome.Failed why) {
        return new AttemptResult(why, null, Duration.ZERO);
    }

    /** What an error in our own code says, for people. */
    static String cause(Throwable e) {
        return e.getMessage() == null ? "it gave no reason; see the runner's log" : e.getMessage();
    }

    AttemptResult withOutcome(RunOutcome other) {
        return new AttemptResult(other, report, duration);
    }
}
