package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How attempts and tasks end: one place, so that each task gets exactly one result. */
final class Endings {
    private final RetryPolicy retries;

    Endings(RetryPolicy retries) {
        this.retries = retries;
    }

    /** The held attempt of a task has ended. */
    void attemptEnded(
            Decision.Draft draft,
            TaskEntry task,
            TaskState.Held held,
            RunOutcome outcome,
            @Nullable RunReport report,
            Instant now) {
        switch (outcome) {
            case RunOutcome.Succeeded succeeded ->
                    end(draft, task, held, TaskStatus.SUCCEEDED, null, report, now);
            case RunOutcome.Failed failed -> failed(draft, task, held, failed, report, now);
        }
    }

    /** A task that nobody holds is stopped. */
    void cancelUnheld(Decision.Draft draft, TaskEntry task, String reason, Instant now) {
        end(draft, task, null, TaskStatus.CANCELLED, reason, null, now);
    }

    private void failed(
            Decision.Draft draft,
            TaskEntry task,
            TaskState.Held held,
            RunOutcome.Failed failed,
            @Nullable RunReport report,
            Instant now) {
        if (task.cancelledBy() != null) {
            String reason = "cancelled by " + task.cancelledBy().name();
            end(draft, task, held, TaskStatus.CANCELLED, reason, report, now);
            return;
        }
        switch (retries.next(task.attempt(), task.submitted().options().retries(), failed)) {
            case RetryPolicy.Next.GiveUp giveUp ->
                    end(draft, task, held, statusOf(failed), giveUp.why(), report, now);
            case RetryPolicy.Next.Retry retry -> {
                Instant until = now.plus(retry.after());
                draft.put(task.in(new TaskState.BackingOff(until)))
                        .happened(
                                new RetryScheduled(
                                        task.id(),
                                        task.pool(),
                                        task.attempts(),
                                        failed.kind(),
                                        failed.reason(),
                                        until,
                                        now));
            }
        }
    }

    private static TaskStatus statusOf(RunOutcome.Failed failed) {
        return failed.kind() == FailureKind.CANCELLED ? TaskStatus.CANCELLED : TaskStatus.FAILED;
    }

    private void end(
            Decision.Draft draft,
            TaskEntry task,
            TaskState.@Nullable Held held,
            TaskStatus status,
            @Nullable String reason,
            @Nullable RunReport report,
            Instant now) {
        TaskSubmitted asked = task.submitted();
        draft.record(
                        new LedgerEntry.TaskClosed(
                                new FinishedTask(
                                        task.id(),
                                        task.pool(),
                                        status,
                                        task.attempts(),
                                        task.place(),
                                        now)))
                .ended(
                        new TaskResult(
                                task.id(),
                                task.pool(),
                                status,
                                asked.prompt(),
                                asked.options(),
                                asked.origin(),
                                asked.requester(),
                                task.attempts(),
                                runner(held),
                                reason,
                                report,
                                asked.submittedAt(),
                                now))
                .happened(
                        new TaskFinished(
                                task.id(),
                                task.pool(),
                                task.attempts(),
                                status,
                                agent(held, report),
                                asked.origin(),
                                reason,
                                now));
    }

    private static @Nullable RunnerId runner(TaskState.@Nullable Held held) {
        if (held == null) {
            return null;
        }
        Holder holder = held.holder();
        return holder.runner();
    }

    private static @Nullable String agent(
            TaskState.@Nullable Held held, @Nullable RunReport report) {
        if (held instanceof TaskState.Running running) {
            return running.agent();
        }
        return report == null ? null : report.workspace().agent();
    }
}
