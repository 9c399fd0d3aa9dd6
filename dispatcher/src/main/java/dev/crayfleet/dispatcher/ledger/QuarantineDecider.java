package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskEvent.RunnerRecovered;
import dev.crayfleet.dispatcher.ledger.QuarantineRule.Verdict;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Quarantine;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops giving work to a runner that fails task after task: its disk is full, its configuration
 * broken, its network gone, and it would burn the whole queue in no time. After a while one task is
 * tried on it; when one succeeds, it is trusted as before. What a task has failed of on two runners
 * is the task's fault and neither's.
 */
final class QuarantineDecider {
    private final QuarantineRule rule;

    QuarantineDecider(QuarantineRule rule) {
        this.rule = rule;
    }

    /** Whose fault a failure may be. */
    private enum Fault {
        RUNNER,
        EITHER,
        NOT_THE_RUNNER
    }

    /**
     * An attempt has ended on a runner.
     *
     * @param task as it was while the runner held it
     */
    void after(
            Decision.Draft draft,
            Ledger ledger,
            RunnerEntry.Key key,
            TaskEntry task,
            RunOutcome outcome,
            Instant now) {
        Optional<RunnerEntry> known = draft.runner(ledger, key);
        if (known.isEmpty()) {
            return;
        }
        RunnerEntry runner = known.get();
        switch (outcome) {
            case RunOutcome.Succeeded succeeded -> succeeded(draft, runner, now);
            case Failed failed -> {
                Fault fault = fault(failed, task.state() instanceof TaskState.Running);
                if (fault == Fault.NOT_THE_RUNNER) {
                    return;
                }
                if (task.failedElsewhere(key.holder().runner())) {
                    acquit(draft, ledger, task, runner);
                    provesNothing(draft, runner.without(task.id()), task, now);
                } else {
                    FailedTask one =
                            new FailedTask(task.id(), task.requester(), fault == Fault.RUNNER);
                    failed(draft, runner.failing(one, rule.kept()), task, failed, now);
                }
            }
        }
    }

    private static void succeeded(Decision.Draft draft, RunnerEntry runner, Instant now) {
        if (runner.failures() == 0 && runner.quarantine() == null) {
            return;
        }
        draft.put(runner.trusted());
        if (runner.quarantine() != null && runner.standing() != Standing.DRAINING) {
            draft.happened(new RunnerRecovered(runner.holder(), runner.pool(), now));
        }
    }

    /** The others on which it failed had no part in it. */
    private static void acquit(
            Decision.Draft draft, Ledger ledger, TaskEntry task, RunnerEntry runner) {
        ledger.pool(task.pool())
                .eachRunner((holder, slots) -> {
                    RunnerEntry other = slots.entry();
                    if (other != null
                            && !holder.equals(runner.holder())
                            && other.standing() != Standing.LOST
                            && other.hasFailed(task.id())) {
                        draft.put(other.without(task.id()));
                    }
                });
    }

    /** The task that was tried says nothing of the runner: another is tried, but not at once. */
    private void provesNothing(
            Decision.Draft draft, RunnerEntry runner, TaskEntry task, Instant now) {
        Quarantine before = runner.quarantine();
        boolean wasTried =
                before != null
                        && before.isOver(now)
                        && before.keepsOut(task.requester())
                        && runner.standing() != Standing.DRAINING;
        draft.put(
                before != null && wasTried
                        ? runner.in(before.again(now.plus(rule.spell(before.spell()))))
                        : runner);
    }

    private void failed(
            Decision.Draft draft, RunnerEntry runner, TaskEntry task, Failed why, Instant now) {
        if (runner.standing() == Standing.DRAINING) {
            draft.put(runner);
            return;
        }
        switch (rule.judge(runner.failed())) {
            case Verdict.Trusted trusted -> provesNothing(draft, runner, task, now);
            case Verdict.Nothing nothing -> convict(draft, runner, null, why.reason(), now);
            case Verdict.NothingOf(String requester) -> {
                if (task.requester().equals(requester)) {
                    String reason =
                            "%s (all were tasks of %s: it still gets those of others)"
                                    .formatted(why.reason(), task.submitted().requester().name());
                    convict(draft, runner, requester, reason, now);
                } else {
                    draft.put(runner);
                }
            }
        }
    }

    private void convict(
            Decision.Draft draft,
            RunnerEntry runner,
            @Nullable String requester,
            String reason,
            Instant now) {
        Quarantine before = runner.quarantine();
        boolean widened = before != null && before.requester() != null && requester == null;
        if (before != null && !widened && !before.isOver(now)) {
            // What was already running when the quarantine began does not make it longer.
            draft.put(runner);
            return;
        }
        int spell = before == null || widened ? 1 : before.spell() + 1;
        Instant until = now.plus(rule.spell(spell));
        // What was found against it for all is not forgotten because one asks more than others.
        boolean all = requester == null || (before != null && before.requester() == null);
        draft.put(runner.in(new Quarantine(until, spell, all ? null : requester)))
                .happened(
                        new RunnerQuarantined(
                                runner.holder(),
                                runner.pool(),
                                runner.failures(),
                                reason,
                                until,
                                now));
    }

    /**
     * A quota, the task's own time and a cancellation say nothing about the runner; nor does what
     * was refused before anything was started: an unknown model is the task's fault. What could not
     * be started for another reason may be the fault of its files, and what was refused later that
     * of what it asks.
     */
    private static Fault fault(Failed failure, boolean begun) {
        return switch (failure.kind()) {
            // A claim that it has not taken, or has forgotten.
            case LOST -> Fault.RUNNER;
            case TRANSIENT, AGENT_ERROR -> begun ? Fault.RUNNER : Fault.EITHER;
            case PERMANENT -> begun ? Fault.EITHER : Fault.NOT_THE_RUNNER;
            case QUOTA, TIMEOUT, CANCELLED -> Fault.NOT_THE_RUNNER;
        };
    }
}
