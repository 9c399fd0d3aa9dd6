package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskMessage.ChildCancelled;
import dev.crayfleet.contract.TaskMessage.ChildEnded;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What lanes tell each other of tasks that agents have delegated, up and down their tree. */
final class TaskTree {
    /** More than a message has room for, nobody reads. */
    private static final int MAX_NOTES = 10;

    private static final int MAX_FILES = 100;
    private static final int FILE_CHARS = 255;

    private TaskTree() {}

    /**
     * A task is stopped, or its attempt has ended otherwise than well: so is what its agent has
     * delegated, unless it is detached.
     *
     * @param reason for people
     * @return the task as it is then
     */
    static TaskEntry stopChildren(
            DecisionBuilder decision, TaskEntry task, String reason, Instant now) {
        if (task.children().stream().noneMatch(Child::isToBeStopped)) {
            return task;
        }
        String why = "%s, which has delegated it, was stopped: %s".formatted(task.id(), reason);
        for (Child child : task.children()) {
            if (child.isToBeStopped()) {
                decision.tell(
                        new ChildCancelled(
                                child.id(task.id()),
                                child.agent(),
                                new Attempt(task.id(), child.attempt()),
                                Limits.cut(why, Limits.REASON_CHARS),
                                now));
            }
        }
        return task.withChildren(
                task.children().stream()
                        .map(child -> child.isToBeStopped() ? child.stopping() : child)
                        .toList());
    }

    /**
     * The lane of the parent is told how a task has ended, if it has one.
     *
     * @param reason absent where it succeeded
     * @param report of its last attempt; absent where there was none
     */
    static void tellParent(
            DecisionBuilder decision,
            TaskSubmitted task,
            TaskStatus status,
            @Nullable String reason,
            @Nullable RunReport report,
            Instant now) {
        task.delegation()
                .map(origin -> ended(task, origin, status, reason, report, now))
                .ifPresent(decision::tell);
    }

    private static ChildEnded ended(
            TaskSubmitted task,
            Origin.Agent origin,
            TaskStatus status,
            @Nullable String reason,
            @Nullable RunReport report,
            Instant now) {
        return new ChildEnded(
                task.id(),
                origin.pool(),
                origin.parent(),
                task.pool(),
                status,
                reason == null ? null : Limits.cut(reason, Limits.REASON_CHARS),
                report == null ? null : bounded(report),
                now);
    }

    /** A report that fits into a message, whatever its runner has written. */
    private static RunReport bounded(RunReport report) {
        RunReport.Answer answer = report.answer();
        RunReport.Workspace workspace = report.workspace();
        return new RunReport(
                new RunReport.Workspace(
                        Limits.cut(workspace.agent(), FILE_CHARS),
                        Limits.cut(workspace.path(), Limits.REASON_CHARS),
                        cut(workspace.files(), MAX_FILES, each -> Limits.cut(each, FILE_CHARS))),
                report.spend(),
                new RunReport.Answer(
                        Limits.cut(answer.summary(), Limits.SUMMARY_CHARS),
                        Limits.cut(answer.result(), Limits.INLINE_RESULT_BYTES),
                        answer.resultFile(),
                        cut(answer.outputs(), Limits.TASK_FILES, UnaryOperator.identity())),
                report.duration(),
                cut(report.notes(), MAX_NOTES, each -> Limits.cut(each, Limits.REASON_CHARS)));
    }

    private static <T> List<T> cut(List<T> all, int max, UnaryOperator<T> each) {
        return all.stream().limit(max).map(each).toList();
    }
}
