package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskEvent.TaskUnserved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells people whose task waits for a pool where no runner can run it. Mostly nobody serves it,
 * because its name is mistyped.
 */
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
            if (expiresAt(task).isAfter(now)
                    && !runners(ledger, task).anyAliveFor(ClaimConstraints.of(task))) {
                unserved.add(task);
            }
        }
        List<TaskEntry> told = ledger.unservedNotices().select(unserved, now);
        for (TaskEntry task : due) {
            if (told.contains(task)) {
                tell(decision, task, runners(ledger, task).anyAlive(), now);
            } else {
                decision.record(new LedgerEntry.UnservedNoticeOmitted(task.id()));
            }
        }
    }

    private static PoolRunners runners(Ledger ledger, TaskEntry task) {
        return ledger.pool(task.pool()).runners();
    }

    /**
     * @param isServed whether runners live that may not have the task
     */
    private void tell(DecisionBuilder decision, TaskEntry task, boolean isServed, Instant now) {
        decision.put(task.toldUnserved(now))
                .publish(
                        new TaskUnserved(
                                task.id(),
                                task.pool(),
                                task.submitted().origin(),
                                task.submitted().requester(),
                                expiresAt(task),
                                now,
                                isServed ? task.submission().mode() : null));
    }

    private Instant expiresAt(TaskEntry task) {
        return ((TaskState.Queued) task.state()).since().plus(expireAfter);
    }
}
