package dev.crayfleet.contract;

import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The most that somebody may ask for. What is absent has no limit but those of Crayfleet itself.
 *
 * @param timeout of one attempt
 * @param retries further attempts after the first
 * @param priority the highest one
 * @param promptBytes of UTF-8
 * @param filesBytes of all files of a task together
 * @param tasksPerMinute submitted or replayed; at least 1
 * @param openTasks submitted and not ended, at a time; at least 1
 */
public record Caps(
        @Nullable Duration timeout,
        @Nullable Integer retries,
        @Nullable Priority priority,
        @Nullable Long promptBytes,
        @Nullable Long filesBytes,
        @Nullable Integer tasksPerMinute,
        @Nullable Integer openTasks) {
    public static final Caps NONE = new Caps(null, null, null, null, null, null, null);

    /** Priorities are listed from the highest; as an amount, the highest is the largest. */
    private static final Comparator<Priority> BY_RANK = Comparator.reverseOrder();

    /** The more generous of each limit; one that is absent on either side is absent. */
    public Caps moreGenerous(Caps other) {
        return new Caps(
                larger(timeout, other.timeout, Comparator.naturalOrder()),
                larger(retries, other.retries, Comparator.naturalOrder()),
                larger(priority, other.priority, BY_RANK),
                larger(promptBytes, other.promptBytes, Comparator.naturalOrder()),
                larger(filesBytes, other.filesBytes, Comparator.naturalOrder()),
                larger(tasksPerMinute, other.tasksPerMinute, Comparator.naturalOrder()),
                larger(openTasks, other.openTasks, Comparator.naturalOrder()));
    }

    /** The narrower of each limit; one that is absent on one side is that of the other. */
    public Caps narrower(Caps other) {
        return new Caps(
                smaller(timeout, other.timeout, Comparator.naturalOrder()),
                smaller(retries, other.retries, Comparator.naturalOrder()),
                smaller(priority, other.priority, BY_RANK),
                smaller(promptBytes, other.promptBytes, Comparator.naturalOrder()),
                smaller(filesBytes, other.filesBytes, Comparator.naturalOrder()),
                smaller(tasksPerMinute, other.tasksPerMinute, Comparator.naturalOrder()),
                smaller(openTasks, other.openTasks, Comparator.naturalOrder()));
    }

    /** Whether the priority is one that these allow. */
    public boolean allows(Priority asked) {
        return priority == null || BY_RANK.compare(asked, priority) <= 0;
    }

    private static <T> @Nullable T larger(
            @Nullable T one, @Nullable T other, Comparator<? super T> order) {
        if (one == null || other == null) {
            return null;
        }
        return order.compare(one, other) >= 0 ? one : other;
    }

    private static <T> @Nullable T smaller(
            @Nullable T one, @Nullable T other, Comparator<? super T> order) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return order.compare(one, other) <= 0 ? one : other;
    }
}
