package dev.crayfleet.agents.process;

import java.time.Duration;

/** Why an agent's process was stopped before it ended by itself. */
public sealed interface StopCause {
    /** Somebody cancelled the attempt. */
    record Cancelled(CancellationToken.Request request) implements StopCause {}

    /** It ran for as long as it may. */
    record TimedOut() implements StopCause {}

    /** It printed nothing for as long as it may be silent. */
    record SilenceTimedOut(Duration silence) implements StopCause {}

    /**
     * It took more of the machine than it may.
     *
     * @param reason a sentence for people
     */
    record LimitExceeded(String reason) implements StopCause {}
}
