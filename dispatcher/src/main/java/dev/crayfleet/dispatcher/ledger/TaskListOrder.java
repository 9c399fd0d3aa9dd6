package dev.crayfleet.dispatcher.ledger;

import java.time.Instant;
import java.util.Comparator;

/**
 * How lists show tasks: those alive that wait in no queue, the oldest first; then queues, the first
 * of each before the second of any; then those that have ended, the newest first. The same in every
 * lane, so that lists of several can be merged and cut.
 */
public final class TaskListOrder {
    public static final Comparator<TaskView> COMPARATOR =
            Comparator.comparingInt(TaskListOrder::section)
                    .thenComparingInt(TaskListOrder::position)
                    .thenComparing(TaskListOrder::finishedAt, Comparator.reverseOrder())
                    .thenComparing(TaskView::submittedAt)
                    .thenComparing(TaskView::pool)
                    .thenComparing(TaskView::id);

    private TaskListOrder() {}

    private static int section(TaskView task) {
        if (task.finishedAt() != null) {
            return 2;
        }
        return task.position() != null ? 1 : 0;
    }

    private static int position(TaskView task) {
        Integer position = task.position();
        return position == null ? 0 : position;
    }

    private static Instant finishedAt(TaskView task) {
        Instant finishedAt = task.finishedAt();
        return finishedAt == null ? Instant.EPOCH : finishedAt;
    }
}
