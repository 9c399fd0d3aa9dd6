package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent.TaskClaimed;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Hands what waits to who is free: a claim is written only when a slot is free, and names it. */
final class Claims {
    private final Duration lease;

    Claims(Duration lease) {
        this.lease = lease;
    }

    /** Decides and applies, claim by claim, until nobody waits or nobody is free. */
    Decision handOut(Ledger ledger, Instant now) {
        Decision.Draft draft = new Decision.Draft();
        for (Pool pool : ledger.poolsWaiting()) {
            while (claimOne(draft, ledger, pool, now)) {
                // The next one of this pool.
            }
        }
        return draft.done();
    }

    private boolean claimOne(Decision.Draft draft, Ledger ledger, Pool pool, Instant now) {
        Optional<RunnerEntry> free = ledger.freest(pool);
        Optional<TaskEntry> next = free.isEmpty() ? Optional.empty() : ledger.next(pool);
        if (free.isEmpty() || next.isEmpty()) {
            return false;
        }
        RunnerEntry runner = free.get();
        TaskEntry task = next.get().claimed(new TaskState.Claimed(runner.holder(), now));
        TaskSubmitted asked = task.submitted();
        LedgerEntry entry = new LedgerEntry.TaskPut(task);
        ledger.apply(entry);
        draft.record(entry)
                .tell(
                        new ClaimGranted(
                                runner.holder(),
                                task.attempt(),
                                pool,
                                new Work(
                                        asked.prompt(),
                                        asked.options(),
                                        asked.files(),
                                        asked.requester(),
                                        asked.origin()),
                                lease,
                                now))
                .happened(
                        new TaskClaimed(
                                task.id(),
                                pool,
                                task.attempts(),
                                runner.holder(),
                                asked.origin(),
                                now));
        return true;
    }
}
