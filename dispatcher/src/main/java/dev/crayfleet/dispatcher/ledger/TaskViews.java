package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes views of tasks.
 *
 * @param whole whether one task was asked for; lists show less of each
 */
record TaskViews(Instant now, boolean whole) {
    private static final int PROMPT_PREVIEW_CHARS = 200;

    TaskView of(FinishedTask task) {
        TaskDigest digest = task.digest();
        return new TaskView(
                task.id().value(),
                task.pool().value(),
                task.status().word(),
                task.attempts(),
                null,
                task.requester(),
                digest == null ? null : digest.prompt(),
                digest == null ? null : digest.answer(),
                digest == null ? null : digest.model(),
                null,
                idOrNull(task.replayOf()),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                task.submittedAt(),
                task.finishedAt(),
                task.history().isEmpty() ? null : task.history().getLast().detail(),
                whole && digest != null ? digest.fingerprint() : null,
                whole ? task.history() : null,
                null,
                TaskView.Parent.of(task.parent()),
                whole ? TaskView.DelegatedTask.of(task.id(), task.children()) : null);
    }

    /** A task that is in no queue. */
    TaskView of(TaskEntry task, WaitReasons reasons) {
        return of(task, 0, null, reasons);
    }

    /**
     * @param position 0 where it does not wait in the queue
     */
    TaskView of(TaskEntry task, int position, @Nullable Duration wait, WaitReasons reasons) {
        TaskOptions options = task.options();
        TaskEntry.Cancel cancel = task.cancel();
        return new TaskView(
                task.id().value(),
                task.pool().value(),
                stateName(task.state()),
                task.attempts(),
                task.attemptsAllowed(),
                task.submitted().requester(),
                Limits.cut(task.submitted().prompt().text(), PROMPT_PREVIEW_CHARS),
                null,
                options.model(),
                options.priority(),
                idOrNull(task.submitted().replayOf()),
                position == 0 ? null : position,
                wait == null ? null : wait.toSeconds(),
                reasons.find(task, position, now)
                        .map(reason -> TaskView.Waiting.of(reason, now))
                        .orElse(null),
                task.state() instanceof TaskState.Held held ? held.holder().runner().value() : null,
                task.state() instanceof TaskState.Running running ? running.agent() : null,
                task.state() instanceof TaskState.BackingOff backing ? backing.until() : null,
                cancel == null ? null : cancel.by().name(),
                task.submitted().submittedAt(),
                null,
                null,
                whole ? TaskFingerprint.of(task.submitted()) : null,
                whole ? task.history() : null,
                whole ? access(task) : openNeeds(task),
                TaskView.Parent.of(task.submitted().delegation().map(ParentTask::of).orElse(null)),
                whole ? TaskView.DelegatedTask.of(task.id(), task.children()) : null);
    }

    /** In lists: who is to approve a task must find it. */
    private static TaskView.@Nullable Access openNeeds(TaskEntry task) {
        return task.state() instanceof TaskState.AwaitingApproval awaiting
                        && !awaiting.open().isEmpty()
                ? new TaskView.Access(null, awaiting.open(), null, null, List.of(), null, null)
                : null;
    }

    private static TaskView.@Nullable Access access(TaskEntry task) {
        Allowed allowed = task.submission().allowed();
        TaskState.AwaitingApproval awaiting =
                task.state() instanceof TaskState.AwaitingApproval waiting ? waiting : null;
        if (allowed == null && awaiting == null) {
            return null;
        }
        return new TaskView.Access(
                awaiting == null ? null : task.submission().sha256(),
                awaiting == null ? List.of() : awaiting.open(),
                awaiting == null
                        ? null
                        : awaiting.expiry().map(awaiting.since()::plus).orElse(null),
                task.submission().mode(),
                allowed == null ? List.of() : allowed.terms().notes(),
                allowed == null ? null : allowed.rule().toString(),
                awaiting == null
                        ? null
                        : new TaskView.Asked(
                                task.submitted().prompt(),
                                task.options(),
                                task.submitted().files()));
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
