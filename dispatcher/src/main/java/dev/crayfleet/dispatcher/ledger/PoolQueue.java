package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The waiting tasks of one pool: by level of priority; within a level in turns among requesters;
 * and of one requester in the order they came in. A task that waits long gains levels, up to the
 * highest.
 */
final class PoolQueue {
    /** With more requesters than these, a position is an estimate. */
    private static final int COUNTED_SHARES = 256;

    private final Duration aging;
    private final List<Level> levels = List.of(new Level(), new Level(), new Level());
    private final Map<TaskId, Waiting> waiting = new HashMap<>();
    private final TaskSchedule promotions = new TaskSchedule();

    /** What decides, besides its turn, whether a task may be claimed now. */
    record Kind(String model, CrashSuspicion suspicion) {}

    /**
     * @param aging after which a waiting task gains a level
     */
    PoolQueue(Duration aging) {
        this.aging = aging;
    }

    /** Takes in a task that is queued. */
    void add(TaskEntry task, Instant since) {
        enter(new Waiting(task, level(task), since.plus(aging)));
    }

    private static int level(TaskEntry task) {
        return task.submitted().options().priorityOrNormal().ordinal();
    }

    void remove(TaskId id) {
        Waiting gone = waiting.get(id);
        if (gone != null) {
            leave(gone);
        }
    }

    /** A task leaves because it was its requester's turn; the next turn is another's. */
    void serve(TaskId id) {
        Waiting served = waiting.get(id);
        if (served != null) {
            leave(served);
            levels.get(served.level).turn(served.task.requester());
        }
    }

    /** Lets those that have waited long enough gain their level. */
    void promote(Instant now) {
        // As often as one gains several levels at once, after a standstill.
        for (int i = 1; i < levels.size(); i++) {
            for (TaskId id : promotions.due(now, Integer.MAX_VALUE)) {
                Waiting old = waiting.get(id);
                if (old != null) {
                    leave(old);
                    enter(new Waiting(old.task, old.level - 1, old.promoted.plus(aging)));
                }
            }
        }
    }

    /** The task whose turn it is, among those that may run now. */
    Optional<TaskEntry> first(Predicate<String> requester, BiPredicate<String, Kind> kind) {
        for (Level level : levels) {
            for (Map.Entry<String, Share> each : level.shares.entrySet()) {
                if (requester.test(each.getKey())) {
                    TaskEntry found = each.getValue().first(its -> kind.test(each.getKey(), its));
                    if (found != null) {
                        return Optional.of(found);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The head of the queue in the order in which it would be claimed if nothing came in and no
     * limit were hit.
     *
     * @param most at most so many
     */
    List<TaskEntry> head(int most) {
        List<TaskEntry> head = new ArrayList<>();
        for (Level level : levels) {
            level.head(most - head.size(), head);
        }
        return head;
    }

    /** Its place in that order, 1 for the next; of one that is not here, where it would come. */
    int position(TaskEntry task) {
        Waiting found = waiting.get(task.id());
        int own = found == null ? level(task) : found.level;
        int ahead = 0;
        for (Level level : levels.subList(0, own)) {
            ahead += level.size();
        }
        return ahead + levels.get(own).position(task);
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private void enter(Waiting task) {
        waiting.put(task.task.id(), task);
        levels.get(task.level).add(task.task);
        if (task.level > 0) {
            promotions.add(task.promoted, task.task.id());
        }
    }

    private void leave(Waiting task) {
        waiting.remove(task.task.id());
        levels.get(task.level).remove(task.task);
        promotions.remove(task.promoted, task.task.id());
    }

    /**
     * @param promoted when it gains its next level
     */
    private record Waiting(TaskEntry task, int level, Instant promoted) {}

    /** Tasks of one priority; the requester whose turn it is stands first. */
    private static final class Level {
        final LinkedHashMap<String, Share> shares = new LinkedHashMap<>();

        void add(TaskEntry task) {
            shares.computeIfAbsent(task.requester(), requester -> new Share()).add(task);
        }

        void remove(TaskEntry task) {
            shares.computeIfPresent(
                    task.requester(),
                    (requester, share) -> {
                        share.remove(task);
                        return share.size == 0 ? null : share;
                    });
        }

        void turn(String requester) {
            Share share = shares.get(requester);
            if (share != null) {
                shares.putLast(requester, share);
            }
        }

        int size() {
            return shares.values().stream().mapToInt(share -> share.size).sum();
        }

        void head(int most, List<TaskEntry> head) {
            Deque<Iterator<TaskEntry>> turns = new ArrayDeque<>();
            shares.values().stream()
                    .limit(most)
                    .map(share -> share.head(most).iterator())
                    .forEach(turns::add);
            for (int taken = 0; taken < most && !turns.isEmpty(); taken++) {
                Iterator<TaskEntry> turn = turns.remove();
                head.add(turn.next());
                if (turn.hasNext()) {
                    turns.add(turn);
                }
            }
        }

        int position(TaskEntry task) {
            Share own = shares.get(task.requester());
            int before = own == null ? 0 : own.before(task);
            if (shares.size() > COUNTED_SHARES) {
                return (int) Math.min(size(), (before + 1L) * shares.size());
            }
            int ahead = before;
            int turnsOfOthers = before + 1;
            for (Share share : shares.values()) {
                if (share == own) {
                    // Who stands behind has had a turn less when this one's comes.
                    turnsOfOthers = before;
                } else {
                    ahead += Math.min(share.size, turnsOfOthers);
                }
            }
            return ahead + 1;
        }
    }

    /** Tasks of one requester at one level. */
    private static final class Share {
        final Map<Kind, TreeMap<Long, TaskEntry>> kinds = new HashMap<>(2);
        int size;

        void add(TaskEntry task) {
            kinds.computeIfAbsent(kind(task), kind -> new TreeMap<>())
                    .put(task.place().offset(), task);
            size++;
        }

        void remove(TaskEntry task) {
            kinds.computeIfPresent(
                    kind(task),
                    (kind, tasks) -> {
                        size -= tasks.remove(task.place().offset()) == null ? 0 : 1;
                        return tasks.isEmpty() ? null : tasks;
                    });
        }

        @Nullable TaskEntry first(Predicate<Kind> allowed) {
            TaskEntry best = null;
            for (Map.Entry<Kind, TreeMap<Long, TaskEntry>> each : kinds.entrySet()) {
                TaskEntry head = each.getValue().firstEntry().getValue();
                if ((best == null || head.place().offset() < best.place().offset())
                        && allowed.test(each.getKey())) {
                    best = head;
                }
            }
            return best;
        }

        List<TaskEntry> head(int most) {
            return kinds.values().stream()
                    .flatMap(tasks -> tasks.values().stream().limit(most))
                    .sorted(Comparator.comparingLong(task -> task.place().offset()))
                    .limit(most)
                    .toList();
        }

        int before(TaskEntry task) {
            long offset = task.place().offset();
            int before = 0;
            for (TreeMap<Long, TaskEntry> tasks : kinds.values()) {
                // The newest task asks most often, and need not count.
                before +=
                        tasks.lastKey() < offset
                                ? tasks.size()
                                : tasks.lastKey() == offset
                                        ? tasks.size() - 1
                                        : tasks.headMap(offset).size();
            }
            return before;
        }

        private static Kind kind(TaskEntry task) {
            return new Kind(task.model(), task.suspicion());
        }
    }
}
