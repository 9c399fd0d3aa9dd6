package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** Compares the attempts that a heartbeat names with those that the runner should hold. */
final class HeartbeatReconciler {
    /** For one heartbeat. The next heartbeat names the rest again. */
    private static final int MAX_REVOKED_AT_ONCE = 100;

    private final Rules.LeaseRule rule;
    private final TaskCompletion completion;
    private final QuarantineDecider quarantine;

    HeartbeatReconciler(
            Rules.LeaseRule rule, TaskCompletion completion, QuarantineDecider quarantine) {
        this.rule = rule;
        this.completion = completion;
        this.quarantine = quarantine;
    }

    void reconcile(
            DecisionBuilder decision, Ledger ledger, RunnerKey key, RunnerBeat beat, Instant now) {
        Set<Attempt> named = new LinkedHashSet<>(beat.held());
        revokeOrphans(decision, ledger, key, named, now);
        for (TaskEntry task : ledger.runners().heldBy(key)) {
            TaskState.Held held = (TaskState.Held) task.state();
            if (!named.contains(task.attempt())
                    && rule.isUnknownToRunner(held, beat.readUpTo(), now)) {
                giveUp(decision, ledger, key, task, now);
            }
        }
    }

    /** Revokes attempts that the runner runs but should not. */
    private static void revokeOrphans(
            DecisionBuilder decision,
            Ledger ledger,
            RunnerKey key,
            Set<Attempt> named,
            Instant now) {
        int orphans = 0;
        for (Attempt attempt : named) {
            if (CurrentAttemptCheck.find(ledger, attempt, key.holder()).isPresent()
                    || ledger.runners().hasReportedEnd(key, attempt)) {
                continue;
            }
            if (orphans++ < MAX_REVOKED_AT_ONCE) {
                decision.send(
                        new ClaimRevoked(
                                key.holder(),
                                attempt,
                                key.pool(),
                                "this attempt was given up; its result would not count",
                                now));
            }
        }
        decision.record(new LedgerEntry.OrphansCounted(key, orphans));
    }

    /** Gives up an attempt that the runner should run but does not. */
    private void giveUp(
            DecisionBuilder decision, Ledger ledger, RunnerKey key, TaskEntry task, Instant now) {
        decision.send(
                new ClaimRevoked(
                        key.holder(), task.attempt(), key.pool(), "not taken in time", now));
        Failed lost =
                Failed.of(
                        FailureKind.LOST,
                        "runner %s does not have it any more".formatted(key.holder().runner()));
        completion.attemptEnded(decision, task, lost, null, now);
        quarantine.attemptEnded(decision, ledger, key, task, lost, now);
    }
}
