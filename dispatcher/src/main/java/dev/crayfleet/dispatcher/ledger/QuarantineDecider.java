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
 * Stops giving work to a runner on which task after task fails: its disk is full, its configuration
 * broken, its network gone, and it would fail the whole queue in no time. After a while one task is
 * tried on it; when one succeeds, the quarantine ends. A task that failed on two runners is taken
 * to be at fault itself, and counts against neither.
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
    void attemptEnded(
            DecisionBuilder decision,
            Ledger ledger,
            RunnerKey key,
            TaskEntry task,
            RunOutcome outcome,
            Instant now) {
        Optional<RunnerEntry> known = decision.runner(ledger, key);
        if (known.isEmpty()) {
            return;
        }
        RunnerEntry runner = known.get();
        switch (outcome) {
            case RunOutcome.Succeeded succeeded -> recover(decision, runner, now);
            case Failed failed -> {
                Fault fault = fault(failed, task.state() instanceof TaskState.Running);
                if (fault == Fault.NOT_THE_RUNNER) {
                    return;
                }
                if (task.hasFailedElsewhere(key.holder().runner())) {
                    clearOtherRunners(decision, ledger, task, runner);
                    endProbe(decision, runner.withoutFailureOf(task.id()), task, now);
                } else {
                    FailedTask failure =
                            new FailedTask(task.id(), task.requester(), fault == Fault.RUNNER);
                    judge(decision, runner.withFailure(failure, rule.maxKept()), task, failed, now);
                }
            }
        }
    }

    private static void recover(DecisionBuilder decision, RunnerEntry runner, Instant now) {
        if (runner.failures() == 0 && runner.quarantine() == null) {
            return;
        }
        decision.put(runner.withoutFailures());
        if (runner.quarantine() != null && runner.standing() != Standing.DRAINING) {
            decision.publish(new RunnerRecovered(runner.holder(), runner.pool(), now));
        }
    }

    /** The failure counts no more against the other runners on which the task failed. */
    private static void clearOtherRunners(
            DecisionBuilder decision, Ledger ledger, TaskEntry task, RunnerEntry runner) {
        ledger.pool(task.pool())
                .runners()
                .forEach((holder, slots) -> {
                    RunnerEntry other = slots.entry();
                    if (other != null
                            && !holder.equals(runner.holder())
                            && other.standing() != Standing.LOST
                            && other.hasFailed(task.id())) {
                        decision.put(other.withoutFailureOf(task.id()));
                    }
                });
    }

    /**
     * The failure says nothing of the runner. If the task was the one that is tried in a
     * quarantine, another is tried, but not at once.
     */
    private void endProbe(
            DecisionBuilder decision, RunnerEntry runner, TaskEntry task, Instant now) {
        Quarantine current = runner.quarantine();
        boolean wasProbe =
                current != null
                        && current.isOver(now)
                        && current.excludes(task.requester())
                        && runner.standing() != Standing.DRAINING;
        decision.put(
                current != null && wasProbe
                        ? runner.withQuarantine(
                                current.withUntil(now.plus(rule.duration(current.spell()))))
                        : runner);
    }

    private void judge(
            DecisionBuilder decision,
            RunnerEntry runner,
            TaskEntry task,
            Failed failure,
            Instant now) {
        if (runner.standing() == Standing.DRAINING) {
            decision.put(runner);
            return;
        }
        switch (rule.judge(runner.failed())) {
            case Verdict.NoQuarantine none -> endProbe(decision, runner, task, now);
            case Verdict.QuarantineForAll all ->
                    quarantine(decision, runner, null, failure.reason(), now);
            case Verdict.QuarantineForRequester(String requester) -> {
                if (task.requester().equals(requester)) {
                    String reason =
                            "%s (all were tasks of %s: it still gets those of others)"
                                    .formatted(
                                            failure.reason(), task.submitted().requester().name());
                    quarantine(decision, runner, requester, reason, now);
                } else {
                    decision.put(runner);
                }
            }
        }
    }

    /**
     * @param requester whose tasks alone are kept from the runner; absent where all are
     */
    private void quarantine(
            DecisionBuilder decision,
            RunnerEntry runner,
            @Nullable String requester,
            String reason,
            Instant now) {
        Quarantine before = runner.quarantine();
        boolean isWidened = before != null && before.requester() != null && requester == null;
        if (before != null && !isWidened && !before.isOver(now)) {
            // What was already running when the quarantine began does not make it longer.
            decision.put(runner);
            return;
        }
        int spell = before == null || isWidened ? 1 : before.spell() + 1;
        Instant until = now.plus(rule.duration(spell));
        // A quarantine for all is not narrowed because one requester asks more than others.
        boolean isForAll = requester == null || (before != null && before.requester() == null);
        decision.put(
                        runner.withQuarantine(
                                new Quarantine(until, spell, isForAll ? null : requester)))
                .publish(
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
    private static Fault fault(Failed failure, boolean hasStarted) {
        return switch (failure.kind()) {
            // A claim that it has not taken, or has forgotten.
            case LOST -> Fault.RUNNER;
            case TRANSIENT, AGENT_ERROR -> hasStarted ? Fault.RUNNER : Fault.EITHER;
            case PERMANENT -> hasStarted ? Fault.EITHER : Fault.NOT_THE_RUNNER;
            case QUOTA, TIMEOUT, CANCELLED -> Fault.NOT_THE_RUNNER;
        };
    }
}
