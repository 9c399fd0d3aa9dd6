package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The waiting tasks of one pool: by priority, and within one by the order they came in. */
final class PoolQueue {
    private final Map<Priority, TreeMap<Long, TaskId>> levels = new EnumMap<>(Priority.class);

    void add(TaskEntry task) {
        levels.computeIfAbsent(priority(task), level -> new TreeMap<>())
                .put(task.place().offset(), task.id());
    }

    /**
     * @return whether the queue is empty now
     */
    boolean remove(TaskEntry task) {
        levels.computeIfPresent(
                priority(task),
                (level, ids) -> {
                    ids.remove(task.place().offset());
                    return ids.isEmpty() ? null : ids;
                });
        return levels.isEmpty();
    }

    Optional<TaskId> first() {
        return levels.values().stream().findFirst().map(ids -> ids.firstEntry().getValue());
    }

    /** How many would go before a task that comes in now. */
    int ahead(TaskEntry task) {
        int ahead = 0;
        for (Map.Entry<Priority, TreeMap<Long, TaskId>> level : levels.entrySet()) {
            ahead += level.getKey().compareTo(priority(task)) <= 0 ? level.getValue().size() : 0;
        }
        return ahead;
    }

    int size() {
        return levels.values().stream().mapToInt(Map::size).sum();
    }

    private static Priority priority(TaskEntry task) {
        return task.submitted().options().priorityOrNormal();
    }
}
