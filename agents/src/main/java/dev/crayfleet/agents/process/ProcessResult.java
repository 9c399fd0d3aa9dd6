package dev.crayfleet.agents.process;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an agent's process ended.
 *
 * @param exitCode 128 and more for signals
 * @param stdout the end of its standard output, up to 4 MiB
 * @param droppedBytes of standard output before those
 * @param lastErrorLine of its standard error
 * @param stopCause absent where it ended by itself
 */
public record ProcessResult(
        int exitCode,
        String stdout,
        long droppedBytes,
        String lastErrorLine,
        @Nullable StopCause stopCause) {
    /**
     * What the attempt failed of, if the process was stopped.
     *
     * @param timeout that the task allows
     * @return empty where it ended by itself
     */
    public Optional<Failed> failure(Duration timeout) {
        return switch (stopCause) {
            case null -> Optional.empty();
            case StopCause.Cancelled(CancellationToken.Request request) ->
                    Optional.of(Failed.of(request.kind(), request.reason()));
            case StopCause.TimedOut() ->
                    Optional.of(
                            Failed.of(
                                    FailureKind.TIMEOUT,
                                    "The agent was stopped: it had its %d s. More time is given with [timeout:10m]."
                                            .formatted(timeout.toSeconds())));
            case StopCause.SilenceTimedOut(Duration silence) ->
                    Optional.of(
                            Failed.of(
                                    FailureKind.TIMEOUT,
                                    "The agent was stopped: it printed nothing for %d s."
                                            .formatted(silence.toSeconds())));
            case StopCause.LimitExceeded(String reason) ->
                    Optional.of(
                            Failed.of(FailureKind.AGENT_ERROR, "The agent was stopped: " + reason));
        };
    }
}
