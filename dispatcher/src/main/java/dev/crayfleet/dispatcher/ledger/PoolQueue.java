package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The waiting tasks of one pool, ordered by priority level; within a level round-robin among
 * requesters; and for one requester in the order of arrival. A task that waits long rises by one
 * level at a time, up to the highest.
 */
final class PoolQueue {
    private final Duration aging;

    /** One for each priority level, the highest first. */
    private final List<RequesterRoundRobin> roundRobins =
            List.of(
                    new RequesterRoundRobin(),
                    new RequesterRoundRobin(),
                    new RequesterRoundRobin());

    private final Map<TaskId, QueuedTask> tasks = new HashMap<>();
    private final TaskSchedule promotions = new TaskSchedule();

    /**
     * @param aging how long a task waits before it rises by one level
     */
    PoolQueue(Duration aging) {
        this.aging = aging;
    }

    /**
     * @param promotedAt when it rises to the next level
     */
    private record QueuedTask(TaskEntry task, int level, Instant promotedAt) {}

    /** Takes in a task that is queued. */
    void add(TaskEntry task, Instant since) {
        add(new QueuedTask(task, level(task), since.plus(aging)));
    }

    private static int level(TaskEntry task) {
        return task.options().priorityOrNormal().ordinal();
    }

    void remove(TaskId id) {
        QueuedTask removed = tasks.get(id);
        if (removed != null) {
            remove(removed);
        }
    }

    /** Removes a task because it was claimed: its requester goes to the end of the round. */
    void serve(TaskId id) {
        QueuedTask served = tasks.get(id);
        if (served != null) {
            remove(served);
            roundRobins.get(served.level).endTurn(served.task.requester());
        }
    }

    /** Raises tasks that have waited long enough by one level. */
    void promote(Instant now) {
        // After a standstill a task may be due to rise by several levels at once.
        for (int i = 1; i < roundRobins.size(); i++) {
            for (TaskId id : promotions.due(now, Integer.MAX_VALUE)) {
                QueuedTask old = tasks.get(id);
                if (old != null) {
                    remove(old);
                    add(new QueuedTask(old.task, old.level - 1, old.promotedAt.plus(aging)));
                }
            }
        }
    }

    /**
     * The task whose turn it is, among those that may run now.
     *
     * @param requesterMayRun whether a requester is below its limit
     * @param taskMayRun whether a slot suits a task with these constraints
     */
    Optional<TaskEntry> first(
            Predicate<String> requesterMayRun, BiPredicate<String, ClaimConstraints> taskMayRun) {
        for (RequesterRoundRobin roundRobin : roundRobins) {
            TaskEntry found = roundRobin.first(requesterMayRun, taskMayRun);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * The head of the queue in the order in which it would be claimed if nothing came in and no
     * limit were hit.
     *
     * @param max at most so many
     */
    List<TaskEntry> head(int max) {
        List<TaskEntry> head = new ArrayList<>();
        for (RequesterRoundRobin roundRobin : roundRobins) {
            roundRobin.appendHead(max - head.size(), head);
        }
        return head;
    }

    /**
     * The position of a task in that order, 1 for the next; for a task that is not queued here, the
     * position it would get.
     */
    int position(TaskEntry task) {
        QueuedTask found = tasks.get(task.id());
        int own = found == null ? level(task) : found.level;
        int ahead = 0;
        for (RequesterRoundRobin roundRobin : roundRobins.subList(0, own)) {
            ahead += roundRobin.size();
        }
        return ahead + roundRobins.get(own).position(task);
    }

    int size() {
        return tasks.size();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    private void add(QueuedTask queued) {
        tasks.put(queued.task.id(), queued);
        roundRobins.get(queued.level).add(queued.task);
        if (queued.level > 0) {
            promotions.add(queued.promotedAt, queued.task.id());
        }
    }

    private void remove(QueuedTask queued) {
        tasks.remove(queued.task.id());
        roundRobins.get(queued.level).remove(queued.task);
        promotions.remove(queued.promotedAt, queued.task.id());
    }
}
