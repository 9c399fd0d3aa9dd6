package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.RunnerLost;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.List;

/** What follows from the passing of time. */
final class Leases {
    private final Rules rules;
    private final Endings endings;

    Leases(Rules rules, Endings endings) {
        this.rules = rules;
        this.endings = endings;
    }

    Decision decide(Ledger ledger, Instant now) {
        Decision.Draft draft = new Decision.Draft();
        for (RunnerEntry.Key silent : ledger.silent(now, rules.lease())) {
            lost(draft, ledger, silent, now);
        }
        for (RunnerEntry.Key gone : ledger.longLost(now, rules.lostKept())) {
            draft.record(new LedgerEntry.RunnerRemoved(gone));
        }
        for (TaskEntry waited : ledger.backOffOver(now)) {
            draft.put(waited.in(new TaskState.Queued(now)));
        }
        return draft.done();
    }

    private void lost(Decision.Draft draft, Ledger ledger, RunnerEntry.Key key, Instant now) {
        List<TaskEntry> held = ledger.heldBy(key);
        String reason =
                "runner %s was not heard of for %d s"
                        .formatted(key.holder().runner(), rules.lease().toSeconds());
        int slots = ledger.runner(key).map(RunnerEntry::slots).orElse(0);
        draft.put(new RunnerEntry(key.holder(), key.pool(), slots, Standing.LOST))
                .happened(new RunnerLost(key.holder(), key.pool(), held.size(), reason, now));
        for (TaskEntry task : held) {
            endings.attemptEnded(
                    draft,
                    task,
                    (TaskState.Held) task.state(),
                    Failed.of(FailureKind.LOST, reason),
                    null,
                    now);
        }
    }
}
