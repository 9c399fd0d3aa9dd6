package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is shown. Of one that has ended only what the ledger keeps.
 *
 * @param state {@code awaiting-approval, queued, claimed, running, backing-off, succeeded, failed,
 *     cancelled} or {@code expired}
 * @param attempts claims so far
 * @param attemptsAllowed in all
 * @param prompt its beginning, at most 200 characters
 * @param position in its pool's queue, 1 for the next, if no limit holds it back
 * @param waitSeconds until a slot is expected for it
 * @param runner who has it now
 * @param agent who works on it now
 * @param notBefore when a task that backs off is tried again
 * @param cancelRequestedBy who wants it stopped, while its runner has not confirmed yet
 * @param finishedAt when it ended
 * @param reason why it did not succeed
 * @param history every step, oldest first; only where one task was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskView(
        String id,
        String pool,
        String state,
        int attempts,
        @Nullable Integer attemptsAllowed,
        Requester requester,
        @Nullable String prompt,
        @Nullable String model,
        @Nullable Priority priority,
        @Nullable String replayOf,
        @Nullable Integer position,
        @Nullable Long waitSeconds,
        @Nullable String runner,
        @Nullable String agent,
        @Nullable Instant notBefore,
        @Nullable String cancelRequestedBy,
        Instant submittedAt,
        @Nullable Instant finishedAt,
        @Nullable String reason,
        @Nullable List<TaskHistoryStep> history) {
    private static final int PROMPT_PREVIEW_CHARS = 200;

    static TaskView of(FinishedTask task) {
        return new TaskView(
                task.id().value(),
                task.pool().value(),
                task.status().word(),
                task.attempts(),
                null,
                task.requester(),
                null,
                null,
                null,
                idOrNull(task.replayOf()),
                null,
                null,
                null,
                null,
                null,
                null,
                task.submittedAt(),
                task.finishedAt(),
                task.history().isEmpty() ? null : task.history().getLast().detail(),
                task.history());
    }

    /**
     * @param position 0 where it does not wait in the queue
     */
    static TaskView of(TaskEntry task, int position, @Nullable Duration wait) {
        TaskOptions options = task.submitted().options();
        TaskEntry.Cancel cancel = task.cancel();
        return new TaskView(
                task.id().value(),
                task.pool().value(),
                stateName(task.state()),
                task.attempts(),
                task.attemptsAllowed(),
                task.submitted().requester(),
                Limits.cut(task.submitted().prompt().text(), PROMPT_PREVIEW_CHARS),
                options.model(),
                options.priority(),
                idOrNull(task.submitted().replayOf()),
                position == 0 ? null : position,
                wait == null ? null : wait.toSeconds(),
                task.state() instanceof TaskState.Held held ? held.holder().runner().value() : null,
                task.state() instanceof TaskState.Running running ? running.agent() : null,
                task.state() instanceof TaskState.BackingOff backing ? backing.until() : null,
                cancel == null ? null : cancel.by().name(),
                task.submitted().submittedAt(),
                null,
                null,
                task.history());
    }

    /** As lists show it. */
    TaskView withoutHistory() {
        return new TaskView(
                id,
                pool,
                state,
                attempts,
                attemptsAllowed,
                requester,
                prompt,
                model,
                priority,
                replayOf,
                position,
                waitSeconds,
                runner,
                agent,
                notBefore,
                cancelRequestedBy,
                submittedAt,
                finishedAt,
                reason,
                null);
    }

    /**
     * As people see it: {@code awaiting-approval, queued, claimed, running} or {@code backing-off}.
     */
    static String stateName(TaskState state) {
        return switch (state) {
            case TaskState.AwaitingApproval awaiting -> "awaiting-approval";
            case TaskState.Queued queued -> "queued";
            case TaskState.Claimed claimed -> "claimed";
            case TaskState.Running running -> "running";
            case TaskState.BackingOff backing -> "backing-off";
        };
    }

    private static @Nullable String idOrNull(@Nullable TaskId id) {
        return id == null ? null : id.value();
    }
}
