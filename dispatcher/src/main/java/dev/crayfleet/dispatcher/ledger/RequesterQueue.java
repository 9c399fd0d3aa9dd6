package dev.crayfleet.dispatcher.ledger;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Waiting tasks of one requester and one priority, in the order they came in. */
final class RequesterQueue {
    /**
     * Ordered by offset, one map for each set of constraints, so that the first task that may run
     * is found without a scan.
     */
    private final Map<ClaimConstraints, TreeMap<Long, TaskEntry>> byConstraints = new HashMap<>(2);

    private int size;

    int size() {
        return size;
    }

    void add(TaskEntry task) {
        byConstraints
                .computeIfAbsent(ClaimConstraints.of(task), constraints -> new TreeMap<>())
                .put(task.place().offset(), task);
        size++;
    }

    void remove(TaskEntry task) {
        byConstraints.computeIfPresent(
                ClaimConstraints.of(task),
                (constraints, tasks) -> {
                    size -= tasks.remove(task.place().offset()) == null ? 0 : 1;
                    return tasks.isEmpty() ? null : tasks;
                });
    }

    /** The oldest task that may run; null if there is none. */
    @Nullable TaskEntry first(Predicate<ClaimConstraints> mayRun) {
        TaskEntry best = null;
        for (Map.Entry<ClaimConstraints, TreeMap<Long, TaskEntry>> each :
                byConstraints.entrySet()) {
            TaskEntry head = each.getValue().firstEntry().getValue();
            if ((best == null || head.place().offset() < best.place().offset())
                    && mayRun.test(each.getKey())) {
                best = head;
            }
        }
        return best;
    }

    List<TaskEntry> head(int max) {
        return byConstraints.values().stream()
                .flatMap(tasks -> tasks.values().stream().limit(max))
                .sorted(Comparator.comparingLong(task -> task.place().offset()))
                .limit(max)
                .toList();
    }

    /** How many tasks of this requester came in before that one. */
    int countBefore(TaskEntry task) {
        long offset = task.place().offset();
        int before = 0;
        for (TreeMap<Long, TaskEntry> tasks : byConstraints.values()) {
            // headMap().size() counts entry by entry, so the most frequent question, for the newest
            // task, is answered without it.
            before +=
                    tasks.lastKey() < offset
                            ? tasks.size()
                            : tasks.lastKey() == offset
                                    ? tasks.size() - 1
                                    : tasks.headMap(offset).size();
        }
        return before;
    }
}
