package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How attempts and tasks end: one place, so that each task gets exactly one result. */
final class TaskCompletion {
    private final RetryPolicy retries;

    TaskCompletion(RetryPolicy retries) {
        this.retries = retries;
    }

    /** The held attempt of a task has ended. */
    void attemptEnded(
            DecisionBuilder decision,
            TaskEntry task,
            RunOutcome outcome,
            @Nullable RunReport report,
            Instant now) {
        switch (outcome) {
            case RunOutcome.Succeeded succeeded ->
                    TaskEnd.unfailed(TaskStatus.SUCCEEDED, null, report)
                            .record(decision, task, now);
            case Failed failed -> failed(decision, task, failed, report, now, now);
        }
    }

    /**
     * The held attempt of a task has lost its runner.
     *
     * @param lastHeard when the runner was last heard from, or could first have been. The time
     *     since then counts as back-off
     */
    void runnerLost(
            DecisionBuilder decision,
            TaskEntry task,
            String reason,
            Instant lastHeard,
            Instant now) {
        failed(decision, task, Failed.of(FailureKind.LOST, reason), null, lastHeard, now);
    }

    /**
     * A runner gave an attempt back before it had started an agent for it. That does not use up one
     * of the allowed attempts.
     *
     * @param isLeaving whether the runner takes no more tasks. If not, it counts its slots
     *     differently from the dispatcher, and the task waits a little so that it does not bounce
     *     back at once
     */
    void givenBack(
            DecisionBuilder decision,
            TaskEntry task,
            Failed failed,
            boolean isLeaving,
            Instant now) {
        if (task.cancel() != null || task.counts().givenBack() >= TaskEntry.MAX_GIVEN_BACK) {
            failed(decision, task, failed, null, now, now);
            return;
        }
        Instant until = isLeaving ? now : now.plus(retries.firstBackOff());
        TaskEntry alone = TaskTree.stopChildren(decision, task, failed.reason(), now);
        retry(decision, alone.givenBack(until, failed.reason(), now), failed, until, now);
    }

    /** A task that nobody holds is stopped. */
    void cancelUnheld(DecisionBuilder decision, TaskEntry task, String reason, Instant now) {
        TaskEnd.unfailed(TaskStatus.CANCELLED, reason, null)
                .record(decision, TaskTree.stopChildren(decision, task, reason, now), now);
    }

    /** A cancelled task ends without its runner, which lives but does not answer. */
    void cancelUnconfirmed(DecisionBuilder decision, TaskEntry task, Duration waited, Instant now) {
        TaskState.Held held = (TaskState.Held) task.state();
        TaskEntry.Cancel cancel = task.cancel();
        String reason =
                "%s; runner %s did not confirm within %s that it has stopped"
                        .formatted(
                                cancel == null ? "cancelled" : cancel.reason(),
                                held.holder().runner(),
                                ReadableTimes.duration(waited));
        TaskEnd.unfailed(TaskStatus.CANCELLED, reason, null)
                .record(decision, TaskTree.stopChildren(decision, task, reason, now), now);
    }

    /**
     * A task was never claimed in its time.
     *
     * @param pause of its pool, if it is paused
     */
    void expire(
            DecisionBuilder decision,
            TaskEntry task,
            Optional<PoolPause> pause,
            Duration waited,
            Instant now) {
        String cause =
                task.state() instanceof TaskState.AwaitingApproval
                        ? "nobody approved it"
                        : pause.map(PoolPause::order)
                                .map(order ->
                                        "pool %s was paused by %s, and it was not claimed"
                                                .formatted(task.pool(), order.byAndWhy()))
                                .orElseGet(() ->
                                        "no slot of pool %s was free for it"
                                                .formatted(task.pool()));
        String reason =
                "%s within %s; replay it, or submit it again"
                        .formatted(cause, ReadableTimes.duration(waited));
        TaskEnd.unfailed(TaskStatus.EXPIRED, reason, null).record(decision, task, now);
    }

    /**
     * @param held in the state in which its attempt ends
     * @param endedAt when the attempt ended, from which the back-off counts
     */
    private void failed(
            DecisionBuilder decision,
            TaskEntry held,
            Failed failed,
            @Nullable RunReport report,
            Instant endedAt,
            Instant now) {
        TaskEntry task = TaskTree.stopChildren(decision, held, failed.reason(), now);
        TaskEntry.Cancel cancel = task.cancel();
        if (cancel != null) {
            TaskEnd.unfailed(TaskStatus.CANCELLED, cancel.reason(), report)
                    .record(decision, task, now);
            return;
        }
        boolean isLost = failed.kind() == FailureKind.LOST;
        int losses = task.counts().lost() + (isLost ? 1 : 0);
        switch (retries.next(task.attempt(), task.attemptsAllowed(), losses, failed)) {
            case RetryPolicy.Next.GiveUp giveUp ->
                    TaskEnd.failed(failed, giveUp.why(), report).record(decision, task, now);
            case RetryPolicy.Next.Retry retry -> {
                Instant until = endedAt.plus(retry.after());
                TaskEntry next = task.retried(until, isLost, failed.reason(), now);
                retry(decision, next, failed, until, now);
            }
        }
    }

    private static void retry(
            DecisionBuilder decision, TaskEntry next, Failed failed, Instant until, Instant now) {
        decision.put(next)
                .publish(
                        new RetryScheduled(
                                next.id(),
                                next.pool(),
                                next.attempts(),
                                failed.kind(),
                                failed.reason(),
                                until.isAfter(now) ? until : now,
                                now));
    }
}
