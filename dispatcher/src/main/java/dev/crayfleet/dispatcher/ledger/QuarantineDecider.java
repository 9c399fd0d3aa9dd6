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
 * Stops giving tasks to a runner on which tasks keep failing, because its disk is full, its
 * configuration is broken or its network is down: it would fail the whole queue within seconds.
 * After a while one task is tried on it; when a task succeeds, the quarantine ends. A task that
 * failed on two runners is assumed to be at fault itself, and counts against neither.
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

    /** Removes the failure of a task from the other runners on which it failed. */
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
     * The failure is not the runner's fault. If the task was the one that is tried during a
     * quarantine, another one is tried later.
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
                                current.withUntil(now.plus(rule.duration(current.number()))))
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
     * @param requester whose tasks the runner does not get; absent if it gets nobody's
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
            // Tasks that were already running when the quarantine began do not make it longer.
            decision.put(runner);
            return;
        }
        int number = before == null || isWidened ? 1 : before.number() + 1;
        Instant until = now.plus(rule.duration(number));
        // A quarantine for all requesters is never narrowed to one of them.
        boolean isForAll = requester == null || (before != null && before.requester() == null);
        decision.put(
                        runner.withQuarantine(
                                new Quarantine(until, number, isForAll ? null : requester)))
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
     * An exhausted quota, a timeout of the task and a cancellation are not the runner's fault; nor
     * is a refusal before the agent was started, for example of an unknown model, which is the
     * task's fault. If the agent could not be started for another reason, the task's files may be
     * at fault; if it was refused after it had started, the prompt may be.
     */
    private static Fault fault(Failed failure, boolean hasStarted) {
        return switch (failure.kind()) {
            // The runner did not take the claim, or has forgotten it.
            case LOST -> Fault.RUNNER;
            case TRANSIENT, AGENT_ERROR -> hasStarted ? Fault.RUNNER : Fault.EITHER;
            case PERMANENT -> hasStarted ? Fault.EITHER : Fault.NOT_THE_RUNNER;
            case QUOTA, TIMEOUT, CANCELLED -> Fault.NOT_THE_RUNNER;
        };
    }
}
