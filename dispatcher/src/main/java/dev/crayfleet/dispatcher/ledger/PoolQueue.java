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
 * The waiting tasks of one pool: by level of priority; within a level in turns among requesters;
 * and of one requester in the order they came in. A task that waits long gains levels, up to the
 * highest.
 */
final class PoolQueue {
    private final Duration aging;

    /** The highest first, one for each priority. */
    private final List<RequesterRoundRobin> levels =
            List.of(
                    new RequesterRoundRobin(),
                    new RequesterRoundRobin(),
                    new RequesterRoundRobin());

    private final Map<TaskId, QueuedTask> tasks = new HashMap<>();
    private final TaskSchedule promotions = new TaskSchedule();

    /**
     * @param aging after which a waiting task gains a level
     */
    PoolQueue(Duration aging) {
        this.aging = aging;
    }

    /**
     * @param promotedAt when it gains its next level
     */
    private record QueuedTask(TaskEntry task, int level, Instant promotedAt) {}

    /** Takes in a task that is queued. */
    void add(TaskEntry task, Instant since) {
        add(new QueuedTask(task, level(task), since.plus(aging)));
    }

    private static int level(TaskEntry task) {
        return task.submitted().options().priorityOrNormal().ordinal();
    }

    void remove(TaskId id) {
        QueuedTask removed = tasks.get(id);
        if (removed != null) {
            remove(removed);
        }
    }

    /** A task leaves because it was its requester's turn; the next turn is another's. */
    void serve(TaskId id) {
        QueuedTask served = tasks.get(id);
        if (served != null) {
            remove(served);
            levels.get(served.level).endTurn(served.task.requester());
        }
    }

    /** Lets those that have waited long enough gain their level. */
    void promote(Instant now) {
        // As often as one gains several levels at once, after a standstill.
        for (int i = 1; i < levels.size(); i++) {
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
     * @param requesterMayRun given a requester
     * @param taskMayRun given a requester and what its task needs
     */
    Optional<TaskEntry> first(
            Predicate<String> requesterMayRun, BiPredicate<String, ClaimConstraints> taskMayRun) {
        for (RequesterRoundRobin level : levels) {
            TaskEntry found = level.first(requesterMayRun, taskMayRun);
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
        for (RequesterRoundRobin level : levels) {
            level.appendHead(max - head.size(), head);
        }
        return head;
    }

    /** Its position in that order, 1 for the next; of one that is not here, where it would come. */
    int position(TaskEntry task) {
        QueuedTask found = tasks.get(task.id());
        int own = found == null ? level(task) : found.level;
        int ahead = 0;
        for (RequesterRoundRobin level : levels.subList(0, own)) {
            ahead += level.size();
        }
        return ahead + levels.get(own).position(task);
    }

    int size() {
        return tasks.size();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    private void add(QueuedTask queued) {
        tasks.put(queued.task.id(), queued);
        levels.get(queued.level).add(queued.task);
        if (queued.level > 0) {
            promotions.add(queued.promotedAt, queued.task.id());
        }
    }

    private void remove(QueuedTask queued) {
        tasks.remove(queued.task.id());
        levels.get(queued.level).remove(queued.task);
        promotions.remove(queued.promotedAt, queued.task.id());
    }
}
