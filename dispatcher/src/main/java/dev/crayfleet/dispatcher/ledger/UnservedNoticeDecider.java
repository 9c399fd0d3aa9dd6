package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskEvent.TaskUnserved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tells people whose task waits for a pool that nobody serves; most such names are mistyped. */
final class UnservedNoticeDecider {
    private final Duration expireAfter;

    /**
     * @param expireAfter how long a task waits at most
     */
    UnservedNoticeDecider(Duration expireAfter) {
        this.expireAfter = expireAfter;
    }

    /**
     * Decides on the notices that are due.
     *
     * @param max at most so many
     */
    void decide(DecisionBuilder decision, Ledger ledger, int max, Instant now) {
        List<TaskEntry> unserved = new ArrayList<>();
        List<TaskEntry> due = ledger.unservedNoticesDue(now, max);
        for (TaskEntry task : due) {
            // One that expires now has ended, and must not come back.
            if (expiresAt(task).isAfter(now) && !ledger.pool(task.pool()).runners().anyAlive()) {
                unserved.add(task);
            }
        }
        List<TaskEntry> told = ledger.unservedNotices().select(unserved, now);
        for (TaskEntry task : due) {
            if (told.contains(task)) {
                tell(decision, task, now);
            } else {
                decision.record(new LedgerEntry.UnservedNoticeOmitted(task.id()));
            }
        }
    }

    private void tell(DecisionBuilder decision, TaskEntry task, Instant now) {
        decision.put(task.toldUnserved(now))
                .publish(
                        new TaskUnserved(
                                task.id(),
                                task.pool(),
                                task.submitted().origin(),
                                task.submitted().requester(),
                                expiresAt(task),
                                now));
    }

    private Instant expiresAt(TaskEntry task) {
        return ((TaskState.Queued) task.state()).since().plus(expireAfter);
    }
}
