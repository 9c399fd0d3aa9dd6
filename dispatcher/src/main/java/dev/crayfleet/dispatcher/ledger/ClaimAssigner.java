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
final class ClaimAssigner {
    private final Duration lease;

    ClaimAssigner(Duration lease) {
        this.lease = lease;
    }

    /** Decides and applies, claim by claim, until nobody waits or nobody is free. */
    Decision handOut(Ledger ledger, Instant now) {
        Decision.Draft draft = new Decision.Draft();
        for (PoolState pool : ledger.waiting()) {
            Optional<PoolState.Match> match = pool.next(now);
            while (match.isPresent()) {
                claim(draft, ledger, match.get(), now);
                match = pool.next(now);
            }
        }
        return draft.done();
    }

    private void claim(Decision.Draft draft, Ledger ledger, PoolState.Match match, Instant now) {
        RunnerEntry runner = match.runner();
        TaskEntry task = match.task().claimed(new TaskState.Claimed(runner.holder(), now));
        Pool pool = task.pool();
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
    }
}
