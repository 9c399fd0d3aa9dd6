package dev.crayfleet.dispatcher.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waiting tasks of one priority level, taken round-robin among requesters. The requester whose turn
 * it is comes first.
 */
final class RequesterRoundRobin {
    /** With more requesters than these, a position is an estimate. */
    private static final int MAX_COUNTED_REQUESTERS = 256;

    private final LinkedHashMap<String, RequesterQueue> requesters = new LinkedHashMap<>();

    void add(TaskEntry task) {
        requesters.computeIfAbsent(task.requester(), requester -> new RequesterQueue()).add(task);
    }

    void remove(TaskEntry task) {
        requesters.computeIfPresent(
                task.requester(),
                (requester, queue) -> {
                    queue.remove(task);
                    return queue.size() == 0 ? null : queue;
                });
    }

    /** Moves a requester to the end of the round. */
    void endTurn(String requester) {
        RequesterQueue queue = requesters.get(requester);
        if (queue != null) {
            requesters.putLast(requester, queue);
        }
    }

    int size() {
        return requesters.values().stream().mapToInt(RequesterQueue::size).sum();
    }

    /** The task whose turn it is, among those that may run now; null if there is none. */
    @Nullable TaskEntry first(
            Predicate<String> requesterMayRun, BiPredicate<String, ClaimConstraints> taskMayRun) {
        for (Map.Entry<String, RequesterQueue> each : requesters.entrySet()) {
            if (requesterMayRun.test(each.getKey())) {
                TaskEntry found =
                        each.getValue()
                                .first(constraints -> taskMayRun.test(each.getKey(), constraints));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** Adds at most {@code max} tasks to {@code head}, in the order of their turns. */
    void appendHead(int max, List<TaskEntry> head) {
        Deque<Iterator<TaskEntry>> turns = new ArrayDeque<>();
        requesters.values().stream()
                .limit(max)
                .map(queue -> queue.head(max).iterator())
                .forEach(turns::add);
        for (int taken = 0; taken < max && !turns.isEmpty(); taken++) {
            Iterator<TaskEntry> turn = turns.remove();
            head.add(turn.next());
            if (turn.hasNext()) {
                turns.add(turn);
            }
        }
    }

    /** Where the task comes in this level, 1 for the first. */
    int position(TaskEntry task) {
        RequesterQueue own = requesters.get(task.requester());
        int before = own == null ? 0 : own.countBefore(task);
        if (requesters.size() > MAX_COUNTED_REQUESTERS) {
            return (int) Math.min(size(), (before + 1L) * requesters.size());
        }
        int ahead = before;
        int turnsOfOthers = before + 1;
        for (RequesterQueue queue : requesters.values()) {
            if (queue == own) {
                // Requesters behind this one have had one turn less when its turn comes.
                turnsOfOthers = before;
            } else {
                ahead += Math.min(queue.size(), turnsOfOthers);
            }
        }
        return ahead + 1;
    }
}
