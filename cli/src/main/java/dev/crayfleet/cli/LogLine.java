package dev.crayfleet.cli;

import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A line of a task's log: when, and what its agent says or, behind a sign, what happens to the
 * task; or, behind another sign, what its agent prints.
 */
final class LogLine {
    private static final String STEP = "-- ";
    private static final String PRINTED = "| ";

    private LogLine() {}

    /**
     * @param event of the task
     * @return empty if it is of no interest here
     */
    static Optional<String> of(TaskEvent.OfTask event, Instant now, ZoneId zone) {
        String time = ReadableTimes.clock(event.at(), now, zone);
        if (event instanceof TaskEvent.TaskProgressed said) {
            return Optional.of(time + "  " + Texts.oneLine(said.note()));
        }
        return step(event).map(text -> time + "  " + STEP + Texts.oneLine(text));
    }

    /** A line that its agent has printed; when is not known. */
    static String printed(String line) {
        return PRINTED + line;
    }

    /** What the agent says; empty if this event is none of its words. */
    static Optional<String> words(TaskEvent.OfTask event) {
        return event instanceof TaskEvent.TaskProgressed said
                ? Optional.of(Texts.oneLine(said.note()))
                : Optional.empty();
    }

    private static Optional<String> step(TaskEvent.OfTask event) {
        return switch (event) {
            case TaskEvent.ApprovalAwaited waits ->
                    Optional.of("waits for approval: crayfleet approve " + waits.id());
            case TaskEvent.TaskQueued queued ->
                    Optional.of(
                            "queued in pool %s, at place %d"
                                    .formatted(queued.pool(), queued.position()));
            case TaskEvent.TaskUnserved unserved ->
                    Optional.of(
                            "no runner%s serves pool %s yet"
                                    .formatted(
                                            unserved.mode() == null ? "" : " that can run it",
                                            unserved.pool()));
            case TaskEvent.TaskRequestRefused refused ->
                    Optional.of(
                            "refused: %s may not %s it: %s"
                                    .formatted(
                                            refused.requester().name(),
                                            refused.action(),
                                            refused.reason()));
            case TaskEvent.TaskClaimed claimed ->
                    Optional.of(
                            "attempt %d: claimed by %s"
                                    .formatted(claimed.attempt(), claimed.holder().runner()));
            case TaskEvent.AgentSpawned spawned ->
                    Optional.of(
                            "attempt %d: %s is started (%s)"
                                    .formatted(
                                            spawned.attempt(),
                                            spawned.agent(),
                                            spawned.executor()));
            case TaskEvent.RetryScheduled retry ->
                    Optional.of(
                            "attempt %d failed (%s): %s; the next one is made %s"
                                    .formatted(
                                            retry.attempt(),
                                            retry.kind().word(),
                                            retry.reason(),
                                            wait(retry)));
            case TaskEvent.TaskDelegated _, TaskEvent.DelegationRefused _, TaskEvent.SlotLent _ ->
                    delegation(event);
            case TaskEvent.TaskFinished finished ->
                    Optional.of(
                            finished.status().word()
                                    + (finished.reason() == null ? "" : ": " + finished.reason()));
            // What concerns the queue as a whole, and what was ignored.
            case TaskEvent.QueueMoved _,
                    TaskEvent.DuplicateIgnored _,
                    TaskEvent.StaleRunIgnored _,
                    TaskEvent.TaskProgressed _ ->
                    Optional.empty();
        };
    }

    private static Optional<String> delegation(TaskEvent.OfTask event) {
        return switch (event) {
            case TaskEvent.TaskDelegated delegated ->
                    Optional.of(
                            "attempt %d: its agent has %s do %s"
                                    .formatted(
                                            delegated.attempt(),
                                            delegated.agent(),
                                            delegated.child()));
            case TaskEvent.DelegationRefused refused ->
                    Optional.of(
                            "attempt %d: its agent may not delegate to %s: %s"
                                    .formatted(
                                            refused.attempt(), refused.agent(), refused.reason()));
            case TaskEvent.SlotLent lent ->
                    Optional.of(
                            lent.lent()
                                    ? "attempt %d: waits for what it has delegated"
                                            .formatted(lent.attempt())
                                    : "attempt %d: goes on".formatted(lent.attempt()));
            default -> Optional.empty();
        };
    }

    private static String wait(TaskEvent.RetryScheduled retry) {
        Duration wait = Duration.between(retry.at(), retry.notBefore());
        return wait.isPositive() ? "in " + ReadableTimes.duration(wait) : "at once";
    }
}
