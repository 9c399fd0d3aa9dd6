package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskEvent.RunnerRecovered;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Quarantine;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.Optional;

/**
 * Stops giving work to a runner that fails task after task: its disk is full, its configuration
 * broken, its network gone, and it would burn the whole queue in no time. After a while one task is
 * tried on it; when one succeeds, it is trusted as before.
 */
final class Trust {
    private final QuarantineRule rule;

    Trust(QuarantineRule rule) {
        this.rule = rule;
    }

    /**
     * An attempt has ended on a runner.
     *
     * @param begun whether something was started for it
     */
    void after(
            Decision.Draft draft,
            Optional<RunnerEntry> known,
            RunOutcome outcome,
            boolean begun,
            Instant now) {
        if (known.isEmpty()) {
            return;
        }
        RunnerEntry runner = known.get();
        switch (outcome) {
            case RunOutcome.Succeeded succeeded -> succeeded(draft, runner, now);
            case RunOutcome.Failed failed -> {
                if (mayBlameRunner(failed.kind(), begun)) {
                    failed(draft, runner, failed, now);
                }
            }
        }
    }

    private static void succeeded(Decision.Draft draft, RunnerEntry runner, Instant now) {
        if (runner.failures() == 0) {
            return;
        }
        boolean recovered = runner.standing() == Standing.QUARANTINED;
        draft.put(
                new RunnerEntry(
                        runner.holder(),
                        runner.pool(),
                        runner.slots(),
                        recovered ? Standing.READY : runner.standing(),
                        0,
                        null));
        if (recovered) {
            draft.happened(new RunnerRecovered(runner.holder(), runner.pool(), now));
        }
    }

    private void failed(
            Decision.Draft draft, RunnerEntry runner, RunOutcome.Failed failed, Instant now) {
        int failures = runner.failures() + 1;
        boolean trusted = failures < rule.after() || runner.standing() == Standing.DRAINING;
        Quarantine before = runner.quarantine();
        if (trusted || (before != null && now.isBefore(before.until()))) {
            // What was already running when the quarantine began does not make it longer.
            draft.put(
                    new RunnerEntry(
                            runner.holder(),
                            runner.pool(),
                            runner.slots(),
                            runner.standing(),
                            failures,
                            before));
            return;
        }
        int spell = before == null ? 1 : before.spell() + 1;
        Instant until = now.plus(rule.spell(spell));
        draft.put(
                        new RunnerEntry(
                                runner.holder(),
                                runner.pool(),
                                runner.slots(),
                                Standing.QUARANTINED,
                                failures,
                                new Quarantine(until, spell)))
                .happened(
                        new RunnerQuarantined(
                                runner.holder(),
                                runner.pool(),
                                failures,
                                failed.reason(),
                                until,
                                now));
    }

    /**
     * A quota, the task's own time and a cancellation say nothing about the runner; nor does what
     * was refused before anything was started: an unknown model is the task's fault.
     */
    private static boolean mayBlameRunner(FailureKind kind, boolean begun) {
        return switch (kind) {
            case TRANSIENT, AGENT_ERROR, LOST -> true;
            case PERMANENT -> begun;
            case QUOTA, TIMEOUT, CANCELLED -> false;
        };
    }
}
