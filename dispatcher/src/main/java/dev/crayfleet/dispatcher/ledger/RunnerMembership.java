package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.TaskEvent.RunnerDrains;
import dev.crayfleet.contract.TaskEvent.RunnerGone;
import dev.crayfleet.contract.TaskEvent.RunnerReady;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How runners come and go. */
final class RunnerMembership {
    private final TaskCompletion completion;

    RunnerMembership(TaskCompletion completion) {
        this.completion = completion;
    }

    /**
     * A runner has joined, or is heard of again.
     *
     * @param slots that it offers now
     * @param details that it gives when it joins; absent where it does not say anything of itself
     * @param isRecent whether it has just said so
     */
    void heard(
            DecisionBuilder decision,
            Ledger ledger,
            RunnerKey key,
            int slots,
            @Nullable RunnerDetails details,
            boolean isRecent,
            Instant now) {
        decision.record(new LedgerEntry.RunnerHeard(key, now, isRecent));
        if (ledger.runners().isQuiet(key)) {
            decision.record(new LedgerEntry.RunnerQuiet(key, null));
        }
        Optional<RunnerEntry> known = ledger.runners().entry(key);
        if (known.isEmpty()) {
            decision.put(RunnerEntry.ready(key, slots, details))
                    .publish(new RunnerReady(key.holder(), key.pool(), slots, now));
        } else if (known.get().slots() != slots || isNews(details, known.get())) {
            decision.put(known.get().withOffer(slots, details));
        }
    }

    private static boolean isNews(@Nullable RunnerDetails details, RunnerEntry known) {
        return details != null && !details.equals(known.details());
    }

    /** A runner takes no more tasks. */
    static void draining(DecisionBuilder decision, Optional<RunnerEntry> known, Instant now) {
        known.filter(runner -> runner.standing() != Standing.DRAINING)
                .ifPresent(runner ->
                        decision.put(runner.withStanding(Standing.DRAINING))
                                .publish(new RunnerDrains(runner.holder(), runner.pool(), now)));
    }

    /** A runner has left: what it still holds goes elsewhere. */
    void left(DecisionBuilder decision, Ledger ledger, RunnerKey key, String reason, Instant now) {
        Optional<RunnerEntry> known = ledger.runners().entry(key);
        List<TaskEntry> held = ledger.runners().heldBy(key);
        if (known.isEmpty() && held.isEmpty()) {
            return;
        }
        for (TaskEntry task : held) {
            Failed lost =
                    Failed.of(
                            FailureKind.LOST,
                            "runner %s left: %s".formatted(key.holder().runner(), reason));
            completion.attemptEnded(decision, task, lost, null, now);
        }
        decision.record(new LedgerEntry.RunnerRemoved(key));
        if (known.isPresent()) {
            decision.publish(new RunnerGone(key.holder(), key.pool(), reason, now));
        }
    }
}
