package dev.crayfleet.cli;

import dev.crayfleet.contract.FleetEvent;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskEvent;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an event says of a task to the person who waits for it: what it does now. */
final class TaskSentence {
    private TaskSentence() {}

    /**
     * A sentence whose subject is the task.
     *
     * @return empty if the event changes nothing for who waits
     */
    static Optional<String> of(TaskEvent event) {
        return switch (event) {
            case TaskEvent.ApprovalAwaited waits ->
                    Optional.of("waits for approval: crayfleet approve " + waits.id());
            case TaskEvent.TaskQueued queued ->
                    Optional.of(place(queued.position(), queued.expectedWait()));
            case TaskEvent.QueueMoved moved ->
                    Optional.of(place(moved.position(), moved.expectedWait()));
            case TaskEvent.TaskUnserved unserved ->
                    Optional.of(
                            unserved.mode() == null
                                    ? "waits: no runner serves agent " + unserved.pool()
                                    : "waits: no runner that can run it serves agent "
                                            + unserved.pool());
            case TaskEvent.TaskRequestRefused refused ->
                    Optional.of(
                            refused.action().equals("submit")
                                    ? "is not done: " + refused.reason()
                                    : "is as it was: %s may not %s it (%s)"
                                            .formatted(
                                                    refused.requester().name(),
                                                    refused.action(),
                                                    refused.reason()));
            case TaskEvent.TaskClaimed claimed ->
                    Optional.of(
                            "is with %s%s"
                                    .formatted(
                                            claimed.holder().runner(), again(claimed.attempt())));
            case TaskEvent.AgentSpawned spawned ->
                    Optional.of(
                            "is worked on by an agent on %s%s"
                                    .formatted(
                                            spawned.holder().runner(), again(spawned.attempt())));
            case TaskEvent.TaskProgressed progressed ->
                    Optional.of("goes on: " + progressed.note());
            case TaskEvent.RetryScheduled retry ->
                    Optional.of(
                            "is tried again soon: attempt %d failed (%s)"
                                    .formatted(retry.attempt(), retry.reason()));
            case TaskEvent.TaskDelegated delegated ->
                    Optional.of(
                            "has delegated %s to the agent %s"
                                    .formatted(delegated.child(), delegated.agent()));
            case TaskEvent.DelegationRefused refused ->
                    Optional.of(
                            "may not delegate to %s: %s"
                                    .formatted(refused.agent(), refused.reason()));
            case TaskEvent.SlotLent lent ->
                    Optional.of(lent.lent() ? "waits for what it has delegated" : "goes on");
            case TaskEvent.TaskFinished _ -> Optional.of("has ended; its result comes");
            case TaskEvent.DuplicateIgnored _,
                    TaskEvent.StaleRunIgnored _,
                    TaskEvent.OfRunner _,
                    FleetEvent _ ->
                    Optional.empty();
        };
    }

    private static String place(int position, @Nullable Duration wait) {
        String where = position == 1 ? "is next in the queue" : "waits: place " + position;
        return wait == null || wait.compareTo(Duration.ofSeconds(1)) < 0
                ? where
                : where + ", expected to wait " + ReadableTimes.duration(wait);
    }

    private static String again(int attempt) {
        return attempt > 1 ? ", attempt " + attempt : "";
    }
}
