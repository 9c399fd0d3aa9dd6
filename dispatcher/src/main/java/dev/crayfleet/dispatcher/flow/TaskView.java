package dev.crayfleet.dispatcher.flow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.TaskEntry;
import dev.crayfleet.dispatcher.ledger.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is shown over HTTP.
 *
 * @param state {@code awaiting-approval, queued, claimed, running, backing-off, succeeded, failed,
 *     cancelled} or {@code expired}
 * @param attempts claims so far
 * @param runner who has it now
 * @param agent who works on it now
 * @param notBefore when a task that backs off is tried again
 * @param finishedAt when it ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskView(
        String id,
        String pool,
        String state,
        int attempts,
        @Nullable String runner,
        @Nullable String agent,
        @Nullable Instant notBefore,
        @Nullable Instant submittedAt,
        @Nullable Instant finishedAt) {

    static TaskView of(FinishedTask task) {
        return new TaskView(
                task.id().value(),
                task.pool().value(),
                task.status().word(),
                task.attempts(),
                null,
                null,
                null,
                null,
                task.finishedAt());
    }

    static TaskView of(TaskEntry task) {
        return switch (task.state()) {
            case TaskState.AwaitingApproval awaiting ->
                    live(task, "awaiting-approval", null, null, null);
            case TaskState.Queued queued -> live(task, "queued", null, null, null);
            case TaskState.Claimed claimed ->
                    live(task, "claimed", claimed.holder().runner().value(), null, null);
            case TaskState.Running running ->
                    live(task, "running", running.holder().runner().value(), running.agent(), null);
            case TaskState.BackingOff backing ->
                    live(task, "backing-off", null, null, backing.until());
        };
    }

    private static TaskView live(
            TaskEntry task,
            String state,
            @Nullable String runner,
            @Nullable String agent,
            @Nullable Instant notBefore) {
        return new TaskView(
                task.submitted().id().value(),
                task.submitted().pool().value(),
                state,
                task.attempts(),
                runner,
                agent,
                notBefore,
                task.submitted().submittedAt(),
                null);
    }
}
