package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds of a task that has not ended.
 *
 * @param submitted what was asked
 * @param place of the record that asked; its offset is the task's turn in the queue
 * @param limit attempts it has in all, 1 to 11, besides those that were given back
 * @param attempts claims so far, which is the number of the current attempt where one is held
 * @param losses attempts whose runner was lost
 * @param givenBack attempts that a runner gave back before it had started anything, 0 to {@link
 *     #MOST_GIVEN_BACK}
 * @param state where it is
 * @param cancel who wants it stopped, while its runner has not confirmed that yet
 * @param history what happened to it, oldest first
 */
public record TaskEntry(
        TaskSubmitted submitted,
        RecordPosition place,
        int limit,
        int attempts,
        int losses,
        int givenBack,
        TaskState state,
        @Nullable Cancel cancel,
        List<TaskHistoryStep> history) {
    /** Then it counts as an attempt: something is wrong, and it must not go on for ever. */
    static final int MOST_GIVEN_BACK = 10;

    public TaskEntry {
        history = List.copyOf(history);
    }

    /** Somebody wants a held task stopped. */
    public record Cancel(Requester by, Instant at) {
        String reason() {
            return "cancelled by " + by.name();
        }
    }

    public TaskId id() {
        return submitted.id();
    }

    public Pool pool() {
        return submitted.pool();
    }

    /** The number of the last attempt it may have. */
    int attemptsInAll() {
        return limit + givenBack;
    }

    /** The attempt that is held now; only where one is. */
    Attempt attempt() {
        return new Attempt(id(), attempts);
    }

    /** By which shares are dealt. */
    String requester() {
        return submitted.requester().id();
    }

    /** The model's name as the task gives it, by which limits go. */
    String model() {
        String model = submitted.options().model();
        return model == null ? ShareLimits.DEFAULT_MODEL : model;
    }

    CrashSuspicion suspicion() {
        if (losses == 0) {
            return CrashSuspicion.NONE;
        }
        int next = state instanceof TaskState.Held ? attempts : attempts + 1;
        return next >= attemptsInAll() ? CrashSuspicion.LAST : CrashSuspicion.SUSPECT;
    }

    /** On which runners attempts of it were, the current one included. */
    Set<String> runners() {
        return history.stream()
                .filter(step ->
                        step.what() == TaskHistoryStep.What.CLAIMED && step.runner() != null)
                .map(TaskHistoryStep::runner)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether an earlier attempt has failed on another runner. One that was given back has not; if
     * there is any such, only those are sure that were begun.
     */
    boolean failedElsewhere(RunnerId runner) {
        TaskHistoryStep.What sign =
                givenBack == 0 ? TaskHistoryStep.What.CLAIMED : TaskHistoryStep.What.RUNNING;
        return history.stream()
                .filter(step -> step.what() == sign && step.attempt() < attempts)
                .anyMatch(step -> !runner.value().equals(step.runner()));
    }

    TaskEntry queued(Instant now) {
        return to(
                new TaskState.Queued(now),
                attempts,
                losses,
                step(now, TaskHistoryStep.What.QUEUED, null));
    }

    TaskEntry approved(String by, Instant now) {
        return to(
                new TaskState.Queued(now),
                attempts,
                losses,
                step(now, TaskHistoryStep.What.APPROVED, by));
    }

    TaskEntry claimed(TaskState.Claimed claimed) {
        return to(
                claimed,
                attempts + 1,
                losses,
                new TaskHistoryStep(
                        claimed.since(),
                        TaskHistoryStep.What.CLAIMED,
                        attempts + 1,
                        claimed.holder().runner().value(),
                        null));
    }

    TaskEntry running(TaskState.Running running) {
        return to(
                running,
                attempts,
                losses,
                new TaskHistoryStep(
                        running.since(),
                        TaskHistoryStep.What.RUNNING,
                        attempts,
                        running.holder().runner().value(),
                        running.agent()));
    }

    /**
     * An attempt that was never begun.
     *
     * @param until it waits; it does not if that is not after {@code now}
     */
    TaskEntry givenBack(Instant until, String reason, Instant now) {
        return again(until, losses, givenBack + 1, reason, now);
    }

    /**
     * An attempt that has failed, and is followed by another.
     *
     * @param until it waits; it does not if that is not after {@code now}
     */
    TaskEntry retried(Instant until, boolean lost, String reason, Instant now) {
        return again(until, losses + (lost ? 1 : 0), givenBack, reason, now);
    }

    private TaskEntry again(Instant until, int losses, int givenBack, String reason, Instant now) {
        boolean waits = until.isAfter(now);
        return new TaskEntry(
                submitted,
                place,
                limit,
                attempts,
                losses,
                givenBack,
                waits ? new TaskState.BackingOff(until) : new TaskState.Queued(now),
                cancel,
                TaskHistoryStep.after(
                        history,
                        step(
                                now,
                                waits
                                        ? TaskHistoryStep.What.BACKING_OFF
                                        : TaskHistoryStep.What.QUEUED,
                                reason)));
    }

    TaskEntry cancelling(Cancel wanted) {
        return new TaskEntry(
                submitted,
                place,
                limit,
                attempts,
                losses,
                givenBack,
                state,
                wanted,
                TaskHistoryStep.after(
                        history,
                        step(
                                wanted.at(),
                                TaskHistoryStep.What.CANCEL_REQUESTED,
                                wanted.by().name())));
    }

    TaskHistoryStep step(Instant at, TaskHistoryStep.What what, @Nullable String detail) {
        return new TaskHistoryStep(at, what, attempts, null, detail);
    }

    private TaskEntry to(TaskState next, int attempts, int losses, TaskHistoryStep step) {
        return new TaskEntry(
                submitted,
                place,
                limit,
                attempts,
                losses,
                givenBack,
                next,
                cancel,
                TaskHistoryStep.after(history, step));
    }
}
