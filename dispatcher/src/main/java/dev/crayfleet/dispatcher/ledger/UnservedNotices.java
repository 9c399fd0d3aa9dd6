package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks that came in while nobody served their pool, until it is time to tell their requesters; and
 * who was told what. For one thread.
 */
final class UnservedNotices {
    private final UnservedNoticeRule rule;
    private final TaskSchedule pending = new TaskSchedule();
    private final Map<Subject, Instant> told = new HashMap<>();

    UnservedNotices(UnservedNoticeRule rule) {
        this.rule = rule;
    }

    /** Who is told of what. */
    private record Subject(Pool pool, String requester) {
        static Subject of(TaskEntry task) {
            return new Subject(task.pool(), task.requester());
        }
    }

    /**
     * A task is queued.
     *
     * @param isServed whether a runner of its pool lives that can run it
     */
    void add(TaskEntry task, Instant since, boolean isServed) {
        if (task.isToldUnserved()) {
            told.merge(
                    Subject.of(task),
                    task.history().getLast().at(),
                    (one, other) -> one.isAfter(other) ? one : other);
        } else if (!rule.isOff()
                && !isServed
                && task.attempts() == 0
                && mayTell(task, since.plus(rule.after()))) {
            pending.add(since.plus(rule.after()), task.id());
        }
    }

    /** It is queued no more, or it is too late to tell anybody. */
    void remove(TaskEntry task, Instant since) {
        pending.remove(since.plus(rule.after()), task.id());
    }

    /** When the first of them is due. */
    Optional<Instant> due() {
        return pending.first();
    }

    /** At most {@code max} tasks that have waited long enough, the oldest first. */
    List<TaskId> due(Instant now, int max) {
        return pending.due(now, max);
    }

    /**
     * Whose requesters are to be told: the first of each requester in each pool, if they were not
     * told of it lately.
     *
     * @param unserved tasks whose pools nobody serves, the oldest first
     */
    List<TaskEntry> select(List<TaskEntry> unserved, Instant now) {
        Map<Subject, TaskEntry> first = new LinkedHashMap<>();
        for (TaskEntry task : unserved) {
            if (mayTell(task, now)) {
                first.putIfAbsent(Subject.of(task), task);
            }
        }
        return first.values().stream()
                .limit(Math.max(0, UnservedNoticeRule.MAX_NOTICES - told.size()))
                .toList();
    }

    /** Whether its requester was not told of its pool lately, nor too many others of others. */
    private boolean mayTell(TaskEntry task, Instant at) {
        Instant before = at.minus(rule.every());
        Instant last = told.get(Subject.of(task));
        if (last != null && last.isAfter(before)) {
            return false;
        }
        if (told.size() >= UnservedNoticeRule.MAX_NOTICES) {
            told.values().removeIf(each -> !each.isAfter(before));
        }
        return told.size() < UnservedNoticeRule.MAX_NOTICES;
    }
}
