package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Texts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How attempts and tasks end: one place, so that each task gets exactly one result. */
final class TaskCompletion {
    private static final int AGENT_CHARS = 200;

    private final RetryPolicy retries;

    TaskCompletion(RetryPolicy retries) {
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
            case RunOutcome.Failed failed -> failed(draft, task, held, failed, report, now, now);
        }
    }

    /**
     * The held attempt of a task has lost its runner.
     *
     * @param heard when the runner was last heard of, or could first have been: it is waited for
     *     since then, and that counts as back-off
     */
    void runnerSilent(
            Decision.Draft draft, TaskEntry task, String reason, Instant heard, Instant now) {
        Failed lost = Failed.of(FailureKind.LOST, reason);
        failed(draft, task, (TaskState.Held) task.state(), lost, null, heard, now);
    }

    /**
     * A runner gave an attempt back before it had started anything for it: nothing was done, so
     * nothing is used up.
     *
     * @param leaves whether the runner takes no more; else its view of its slots is not ours, and
     *     the task waits a little
     */
    void givenBack(
            Decision.Draft draft, TaskEntry task, Failed failed, boolean leaves, Instant now) {
        if (task.cancel() != null || task.givenBack() >= TaskEntry.MOST_GIVEN_BACK) {
            failed(draft, task, (TaskState.Held) task.state(), failed, null, now, now);
            return;
        }
        Instant until = leaves ? now : now.plus(retries.first());
        again(draft, task.givenBack(until, failed.reason(), now), failed, until, now);
    }

    /** A task that nobody holds is stopped. */
    void cancelUnheld(Decision.Draft draft, TaskEntry task, String reason, Instant now) {
        end(draft, task, null, TaskStatus.CANCELLED, reason, null, now);
    }

    /** A cancelled task ends without its runner, which lives but does not answer. */
    void cancelUnconfirmed(Decision.Draft draft, TaskEntry task, Duration waited, Instant now) {
        TaskState.Held held = (TaskState.Held) task.state();
        TaskEntry.Cancel cancel = task.cancel();
        String reason =
                "%s; runner %s did not confirm within %d s that it has stopped"
                        .formatted(
                                cancel == null ? "cancelled" : cancel.reason(),
                                held.holder().runner(),
                                waited.toSeconds());
        end(draft, task, held, TaskStatus.CANCELLED, reason, null, now);
    }

    /** A task was never claimed in its time. */
    void expire(Decision.Draft draft, TaskEntry task, Duration waited, Instant now) {
        String why =
                task.state() instanceof TaskState.AwaitingApproval
                        ? "nobody approved it"
                        : "no slot of pool %s was free for it".formatted(task.pool());
        end(
                draft,
                task,
                null,
                TaskStatus.EXPIRED,
                "%s within %s; replay it, or submit it again".formatted(why, people(waited)),
                null,
                now);
    }

    private static String people(Duration time) {
        return time.toMinutes() == 0
                ? time.toSeconds() + " s"
                : time.toHours() == 0 ? time.toMinutes() + " min" : time.toHours() + " h";
    }

    private void failed(
            Decision.Draft draft,
            TaskEntry task,
            TaskState.Held held,
            RunOutcome.Failed failed,
            @Nullable RunReport report,
            Instant ended,
            Instant now) {
        TaskEntry.Cancel cancel = task.cancel();
        if (cancel != null) {
            end(draft, task, held, TaskStatus.CANCELLED, cancel.reason(), report, now);
            return;
        }
        boolean lost = failed.kind() == FailureKind.LOST;
        int losses = task.losses() + (lost ? 1 : 0);
        switch (retries.next(task.attempt(), task.attemptsInAll(), losses, failed)) {
            case RetryPolicy.Next.GiveUp giveUp ->
                    end(draft, task, held, statusOf(failed), giveUp.why(), report, now);
            case RetryPolicy.Next.Retry retry -> {
                Instant until = ended.plus(retry.after());
                TaskEntry next = task.retried(until, lost, failed.reason(), now);
                again(draft, next, failed, until, now);
            }
        }
    }

    private static void again(
            Decision.Draft draft, TaskEntry next, Failed failed, Instant until, Instant now) {
        draft.put(next)
                .happened(
                        new RetryScheduled(
                                next.id(),
                                next.pool(),
                                next.attempts(),
                                failed.kind(),
                                failed.reason(),
                                until.isAfter(now) ? until : now,
                                now));
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
                                        asked.requester(),
                                        asked.replayOf(),
                                        ran(task, held, now),
                                        asked.submittedAt(),
                                        now,
                                        TaskHistoryStep.after(
                                                task.history(),
                                                task.step(
                                                        now,
                                                        TaskHistoryStep.What.of(status),
                                                        reason)))))
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

    private static @Nullable Duration ran(
            TaskEntry task, TaskState.@Nullable Held held, Instant now) {
        if (held == null) {
            return null;
        }
        Instant claimed = held.since();
        for (TaskHistoryStep step : task.history()) {
            claimed = step.what() == TaskHistoryStep.What.CLAIMED ? step.at() : claimed;
        }
        return Duration.between(claimed, now);
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
        return report == null
                ? null
                : Limits.cut(Texts.oneLine(report.workspace().agent()), AGENT_CHARS);
    }
}
