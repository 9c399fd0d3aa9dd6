package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds of a task that has not ended.
 *
 * @param submission what was asked
 * @param counts how often it was claimed
 * @param state where it is
 * @param cancel who wants it stopped, while its runner has not confirmed that yet
 * @param history what happened to it, oldest first
 * @param children what its agent has delegated, in all attempts
 */
public record TaskEntry(
        Submission submission,
        AttemptCounts counts,
        TaskState state,
        @Nullable Cancel cancel,
        List<TaskHistoryStep> history,
        List<Child> children) {
    /**
     * Given back more often, it counts as a failed attempt: the task must not circulate for ever.
     */
    static final int MAX_GIVEN_BACK = 10;

    public TaskEntry {
        history = List.copyOf(history);
        children = List.copyOf(children);
    }

    /** One whose agent has delegated nothing. */
    public TaskEntry(
            Submission submission,
            AttemptCounts counts,
            TaskState state,
            @Nullable Cancel cancel,
            List<TaskHistoryStep> history) {
        this(submission, counts, state, cancel, history, List.of());
    }

    /**
     * Somebody wants a held task stopped.
     *
     * @param why of its own; absent where this task was asked to be cancelled
     */
    public record Cancel(Requester by, Instant at, @Nullable String why) {
        static Cancel asked(Requester by, Instant at) {
            return new Cancel(by, at, null);
        }

        String reason() {
            return why == null ? "cancelled by " + by.name() : why;
        }
    }

    /** A task that was just submitted. */
    static TaskEntry submitted(Submission submission, TaskState state, TaskHistoryStep first) {
        return new TaskEntry(submission, AttemptCounts.NONE, state, null, List.of(first));
    }

    public TaskSubmitted submitted() {
        return submission.task();
    }

    public RecordPosition place() {
        return submission.place();
    }

    public TaskId id() {
        return submitted().id();
    }

    public Pool pool() {
        return submitted().pool();
    }

    /** With which it is run. */
    TaskOptions options() {
        return submission.options();
    }

    /** Claims so far. */
    int attempts() {
        return counts.claimed();
    }

    /** The number of the last attempt it may have. */
    int attemptsAllowed() {
        return submission.maxAttempts() + counts.givenBack();
    }

    /** The attempt that is held now; only where one is. */
    Attempt attempt() {
        return new Attempt(id(), attempts());
    }

    /** The id of who asked, by which turns and limits go. */
    String requester() {
        return submitted().requester().id();
    }

    /** The model's name as the task gives it, in lower case, by which limits go. */
    String model() {
        String model = options().model();
        return model == null ? ShareLimits.DEFAULT_MODEL : model.toLowerCase(Locale.ROOT);
    }

    /** How many agents have delegated it to each other; 0 for what a person has asked for. */
    int depth() {
        return submitted().delegation().map(each -> each.line().size()).orElse(0);
    }

    /** Whether its agent waits for what it has delegated, so that its slot is lent. */
    boolean isLending() {
        return state instanceof TaskState.Running running && running.waitingSince() != null;
    }

    Optional<Child> child(int attempt, int number) {
        return children.stream()
                .filter(each -> each.attempt() == attempt && each.number() == number)
                .findFirst();
    }

    /** It is running, and begins to wait, or waits no more. */
    TaskEntry waiting(TaskState.Running next) {
        return new TaskEntry(submission, counts, next, cancel, history, children);
    }

    TaskEntry withChildren(List<Child> next) {
        return new TaskEntry(submission, counts, state, cancel, history, next);
    }

    /** The same with a child that is new, or in another state. */
    TaskEntry withChild(Child child) {
        List<Child> next = new ArrayList<>(children);
        next.replaceAll(each -> each.isSame(child) ? child : each);
        if (next.stream().noneMatch(child::isSame)) {
            next.add(child);
        }
        return withChildren(next);
    }

    CrashSuspicion suspicion() {
        if (counts.lost() == 0) {
            return CrashSuspicion.NONE;
        }
        int next = state instanceof TaskState.Held ? attempts() : attempts() + 1;
        return next >= attemptsAllowed()
                ? CrashSuspicion.SUSPECT_ON_LAST_ATTEMPT
                : CrashSuspicion.SUSPECT;
    }

    /** On which runners attempts of it were, the current one included. */
    Set<String> runners() {
        return history.stream()
                .filter(step ->
                        step.what() == TaskHistoryStep.Kind.CLAIMED && step.runner() != null)
                .map(TaskHistoryStep::runner)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether an earlier attempt has failed on another runner. An attempt that was given back has
     * not failed. The history does not tell which attempts those were, so if there are any, only
     * attempts that were started count.
     */
    boolean hasFailedElsewhere(RunnerId runner) {
        TaskHistoryStep.Kind evidence =
                counts.givenBack() == 0
                        ? TaskHistoryStep.Kind.CLAIMED
                        : TaskHistoryStep.Kind.RUNNING;
        return history.stream()
                .filter(step -> step.what() == evidence && step.attempt() < attempts())
                .anyMatch(step -> !runner.value().equals(step.runner()));
    }

    TaskEntry queued(Instant now) {
        return with(
                counts, new TaskState.Queued(now), step(now, TaskHistoryStep.Kind.QUEUED, null));
    }

    /** Its requester is told that nobody serves its pool; it stays where it is in the queue. */
    TaskEntry toldUnserved(Instant now) {
        return with(counts, state, step(now, TaskHistoryStep.Kind.UNSERVED, null));
    }

    /** Whether that was the last that happened to it. */
    boolean isToldUnserved() {
        return history.getLast().what() == TaskHistoryStep.Kind.UNSERVED;
    }

    /**
     * Somebody has approved it.
     *
     * @param next where it is then: in the queue, or waiting for others to approve it
     */
    TaskEntry approved(String by, TaskState next, Instant now) {
        return with(counts, next, step(now, TaskHistoryStep.Kind.APPROVED, by));
    }

    TaskEntry claimed(TaskState.Claimed claimed) {
        AttemptCounts next = counts.plusClaimed();
        return with(
                next,
                claimed,
                new TaskHistoryStep(
                        claimed.since(),
                        TaskHistoryStep.Kind.CLAIMED,
                        next.claimed(),
                        claimed.holder().runner().value(),
                        null));
    }

    TaskEntry running(TaskState.Running running) {
        return with(
                counts,
                running,
                new TaskHistoryStep(
                        running.since(),
                        TaskHistoryStep.Kind.RUNNING,
                        attempts(),
                        running.holder().runner().value(),
                        running.agent()));
    }

    /**
     * An attempt was given back before anything was started.
     *
     * @param until it waits; it does not if that is not after {@code now}
     */
    TaskEntry givenBack(Instant until, String reason, Instant now) {
        return waiting(counts.plusGivenBack(), until, reason, now);
    }

    /**
     * An attempt has failed, and is followed by another.
     *
     * @param until it waits; it does not if that is not after {@code now}
     * @param lost whether the attempt has lost its runner
     */
    TaskEntry retried(Instant until, boolean lost, String reason, Instant now) {
        return waiting(lost ? counts.plusLost() : counts, until, reason, now);
    }

    private TaskEntry waiting(AttemptCounts next, Instant until, String reason, Instant now) {
        return until.isAfter(now)
                ? with(
                        next,
                        new TaskState.BackingOff(until),
                        step(now, TaskHistoryStep.Kind.BACKING_OFF, reason))
                : with(
                        next,
                        new TaskState.Queued(now),
                        step(now, TaskHistoryStep.Kind.QUEUED, reason));
    }

    TaskEntry cancelling(Cancel wanted) {
        TaskHistoryStep step =
                step(
                        wanted.at(),
                        TaskHistoryStep.Kind.CANCEL_REQUESTED,
                        wanted.why() == null ? wanted.by().name() : wanted.why());
        return new TaskEntry(
                submission, counts, state, wanted, TaskHistoryStep.append(history, step), children);
    }

    TaskHistoryStep step(Instant at, TaskHistoryStep.Kind kind, @Nullable String detail) {
        return new TaskHistoryStep(at, kind, attempts(), null, detail);
    }

    private TaskEntry with(AttemptCounts next, TaskState nextState, TaskHistoryStep step) {
        return new TaskEntry(
                submission,
                next,
                nextState,
                cancel,
                TaskHistoryStep.append(history, step),
                children);
    }
}
