package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Texts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a task ends.
 *
 * @param reason absent where it succeeded
 * @param failure why its last attempt failed; absent unless the task failed
 * @param report of its last attempt, if the runner gave one
 */
record TaskEnd(
        TaskStatus status,
        @Nullable String reason,
        @Nullable FailureKind failure,
        @Nullable RunReport report) {
    private static final int AGENT_CHARS = 200;

    /** It succeeded, was cancelled or has expired. */
    static TaskEnd unfailed(
            TaskStatus status, @Nullable String reason, @Nullable RunReport report) {
        return new TaskEnd(status, reason, null, report);
    }

    /** Its last attempt failed, and there is no further one. */
    static TaskEnd failed(Failed failed, String reason, @Nullable RunReport report) {
        return failed.kind() == FailureKind.CANCELLED
                ? unfailed(TaskStatus.CANCELLED, reason, report)
                : new TaskEnd(TaskStatus.FAILED, reason, failed.kind(), report);
    }

    /**
     * Closes the task in the ledger, and publishes its result and its last event.
     *
     * @param task in the state in which it ends
     */
    void record(DecisionBuilder decision, TaskEntry task, Instant now) {
        TaskState.@Nullable Held held =
                task.state() instanceof TaskState.Held current ? current : null;
        decision.record(new LedgerEntry.TaskClosed(finishedTask(task, held, now)))
                .publish(result(task, held, now))
                .publish(
                        new TaskFinished(
                                task.id(),
                                task.pool(),
                                task.attempts(),
                                status,
                                agent(held),
                                task.submitted().origin(),
                                reason,
                                now,
                                task.submitted().traceparent()));
        TaskTree.tellParent(decision, task.submitted(), status, reason, report, now);
    }

    private FinishedTask finishedTask(TaskEntry task, TaskState.@Nullable Held held, Instant now) {
        TaskSubmitted submitted = task.submitted();
        TaskHistoryStep last = task.step(now, TaskHistoryStep.Kind.of(status), reason);
        return new FinishedTask(
                task.id(),
                task.pool(),
                status,
                task.attempts(),
                task.place(),
                submitted.requester(),
                submitted.replayOf(),
                ran(task, held, now),
                submitted.submittedAt(),
                now,
                TaskHistoryStep.append(task.history(), last),
                TaskDigest.of(submitted, report),
                submitted.delegation().map(ParentTask::of).orElse(null),
                task.children().isEmpty() ? null : task.children());
    }

    private TaskResult result(TaskEntry task, TaskState.@Nullable Held held, Instant now) {
        TaskSubmitted submitted = task.submitted();
        return new TaskResult(
                task.id(),
                task.pool(),
                status,
                submitted.prompt(),
                submitted.options(),
                submitted.origin(),
                submitted.requester(),
                task.attempts(),
                held == null ? null : held.holder().runner(),
                reason,
                failure,
                report,
                submitted.submittedAt(),
                now,
                submitted.traceparent());
    }

    /** How long the last attempt took, from its claim to the end; absent if no attempt is held. */
    private static @Nullable Duration ran(
            TaskEntry task, TaskState.@Nullable Held held, Instant now) {
        if (held == null) {
            return null;
        }
        Instant claimedAt = held.since();
        for (TaskHistoryStep step : task.history()) {
            claimedAt = step.what() == TaskHistoryStep.Kind.CLAIMED ? step.at() : claimedAt;
        }
        return Duration.between(claimedAt, now);
    }

    private @Nullable String agent(TaskState.@Nullable Held held) {
        if (held instanceof TaskState.Running running) {
            return running.agent();
        }
        return report == null
                ? null
                : Limits.cut(Texts.oneLine(report.workspace().agent()), AGENT_CHARS);
    }
}
