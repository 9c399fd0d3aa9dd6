package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.DelegationDenied;
import dev.crayfleet.contract.RunMessage.DelegationRequested;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunWaiting;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.AgentSpawned;
import dev.crayfleet.contract.TaskEvent.SlotLent;
import dev.crayfleet.contract.TaskEvent.StaleRunIgnored;
import dev.crayfleet.contract.TaskEvent.TaskProgressed;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from messages of runners. A message about an attempt that is no longer current
 * changes nothing.
 */
final class RunMessageDecider {
    private static final int PROMPT_PREVIEW_CHARS = 200;

    /** Of an agent and an executor, as a runner names them. */
    private static final int NAME_CHARS = 200;

    /** Of one runner; others in between are not told: whoever tries often is told once. */
    private static final Duration DENIALS_TOLD_EVERY = Duration.ofSeconds(1);

    private final Rules rules;
    private final TaskCompletion completion;
    private final QuarantineDecider quarantine;
    private final RunnerLimits limits;
    private final RunnerMembership membership;
    private final HeartbeatReconciler reconciler;

    RunMessageDecider(Rules rules, TaskCompletion completion) {
        this.rules = rules;
        this.completion = completion;
        this.quarantine = new QuarantineDecider(rules.quarantine());
        this.limits = new RunnerLimits(rules.bounds());
        this.membership = new RunnerMembership(completion);
        this.reconciler = new HeartbeatReconciler(rules.leases(), completion, quarantine);
    }

    Decision decide(Ledger ledger, Input.RunRecord input, Instant now) {
        RunMessage message = input.message();
        RunnerKey key = new RunnerKey(message.pool(), message.holder());
        Optional<RunnerEntry> known = ledger.runners().entry(key);
        DecisionBuilder decision = new DecisionBuilder();
        if (known.isPresent() && known.get().standing() == Standing.LOST) {
            return fence(decision, ledger, known.get(), message, now);
        }
        int sessions = ledger.pools().limit().sessions().countAlive();
        Optional<String> refusal = limits.refusal(message, known.isPresent(), sessions);
        if (refusal.isPresent()) {
            return Decision.refused(refusal.get());
        }
        boolean isRecent = !input.writtenAt().plus(rules.leases().lease()).isBefore(now);
        switch (message) {
            case RunnerJoined joined ->
                    membership.heard(
                            decision, ledger, key, joined.slots(), joined.details(), isRecent, now);
            case RunnerBeat beat -> {
                membership.heard(
                        decision, ledger, key, beat.slots(), missed(known, beat), isRecent, now);
                reconciler.reconcile(decision, ledger, key, beat, now);
            }
            case RunnerDraining draining -> RunnerMembership.draining(decision, known, now);
            case RunnerLeft left ->
                    membership.left(
                            decision,
                            ledger,
                            key,
                            oneLine(left.reason(), Limits.REASON_CHARS),
                            now);
            case RunStarted started -> started(decision, ledger, started, now);
            case RunProgressed progressed -> progressed(decision, ledger, progressed, now);
            case RunFinished finished -> finished(decision, ledger, key, finished, now);
            case DelegationRequested request ->
                    DelegationDecider.requested(decision, ledger, request, now);
            case RunWaiting waiting -> waiting(decision, ledger, waiting, now);
            case DelegationDenied denied -> denied(decision, ledger, known, denied, now);
            case LogAnswered answered -> {
                // For the person who asked, and read by whom that person asked.
            }
        }
        return decision.build();
    }

    /**
     * The tasks of a lost session have been given to other runners. The runner must stop them and
     * join again.
     */
    private static Decision fence(
            DecisionBuilder decision,
            Ledger ledger,
            RunnerEntry runner,
            RunMessage message,
            Instant now) {
        decision.record(new LedgerEntry.RunnerHeard(runner.key(), now, true));
        if (message instanceof RunnerLeft) {
            return decision.record(new LedgerEntry.RunnerRemoved(runner.key())).build();
        }
        if (message instanceof RunFinished finished) {
            ignoreStale(decision, finished.attempt(), finished, "finished", now);
        }
        if (message instanceof DelegationRequested request) {
            DelegationDecider.late(decision, ledger, request, now);
        }
        return decision.send(
                        new HolderFenced(
                                runner.holder(),
                                runner.pool(),
                                "not heard of for longer than the lease; its tasks went elsewhere",
                                now))
                .build();
    }

    private static void started(
            DecisionBuilder decision, Ledger ledger, RunStarted started, Instant now) {
        Optional<TaskEntry> current =
                CurrentAttemptCheck.find(ledger, started.attempt(), started.holder());
        if (current.isEmpty()) {
            ignoreStale(decision, started.attempt(), started, "started", now);
            return;
        }
        TaskEntry task = current.get();
        String agent = oneLine(started.agent(), NAME_CHARS);
        decision.put(
                        task.running(
                                new TaskState.Running(
                                        started.holder(), agent, now, waitingSince(task))))
                .publish(
                        new AgentSpawned(
                                task.id(),
                                task.pool(),
                                task.attempts(),
                                started.holder(),
                                agent,
                                oneLine(started.executor(), NAME_CHARS),
                                Limits.cut(task.submitted().prompt().text(), PROMPT_PREVIEW_CHARS),
                                now));
    }

    /** Told twice that it has started, it goes on to wait. */
    private static @Nullable Instant waitingSince(TaskEntry task) {
        return task.state() instanceof TaskState.Running running ? running.waitingSince() : null;
    }

    /** An agent begins to wait for what it has delegated, or waits no more. */
    private static void waiting(
            DecisionBuilder decision, Ledger ledger, RunWaiting message, Instant now) {
        Optional<TaskEntry> current =
                CurrentAttemptCheck.find(ledger, message.attempt(), message.holder());
        if (current.isEmpty()
                || current.get().isLending() == message.waiting()
                || !(current.get().state() instanceof TaskState.Running running)) {
            return;
        }
        TaskEntry task = current.get();
        decision.put(
                        task.waiting(
                                new TaskState.Running(
                                        running.holder(),
                                        running.agent(),
                                        running.since(),
                                        message.waiting() ? now : null)))
                .publish(
                        new SlotLent(
                                task.id(), task.pool(), task.attempts(), message.waiting(), now));
    }

    private static void denied(
            DecisionBuilder decision,
            Ledger ledger,
            Optional<RunnerEntry> known,
            DelegationDenied message,
            Instant now) {
        if (known.isEmpty()) {
            return;
        }
        RunnerKey key = known.get().key();
        Optional<Instant> last = ledger.runners().denialToldAt(key);
        if (last.isEmpty() || !now.isBefore(last.get().plus(DENIALS_TOLD_EVERY))) {
            decision.record(new LedgerEntry.DenialTold(key, now))
                    .publish(
                            new TaskEvent.DelegationDenied(
                                    key.holder(),
                                    key.pool(),
                                    message.attempt(),
                                    message.reason(),
                                    now));
        }
    }

    private static void progressed(
            DecisionBuilder decision, Ledger ledger, RunProgressed progressed, Instant now) {
        CurrentAttemptCheck.find(ledger, progressed.attempt(), progressed.holder())
                .ifPresent(task ->
                        decision.publish(
                                new TaskProgressed(
                                        task.id(),
                                        task.pool(),
                                        task.attempts(),
                                        oneLine(progressed.note(), Limits.REASON_CHARS),
                                        now)));
    }

    private void finished(
            DecisionBuilder decision,
            Ledger ledger,
            RunnerKey key,
            RunFinished finished,
            Instant now) {
        Optional<TaskEntry> current =
                CurrentAttemptCheck.find(ledger, finished.attempt(), finished.holder());
        if (current.isEmpty()) {
            ignoreStale(decision, finished.attempt(), finished, "finished", now);
            return;
        }
        TaskEntry task = current.get();
        RunOutcome outcome = withReasonInOneLine(finished.outcome());
        decision.record(new LedgerEntry.AttemptEndReported(key, finished.attempt()));
        // A runner reports the start before the end, so an attempt that is not in state Running was
        // never started.
        boolean hasStarted = task.state() instanceof TaskState.Running;
        if (!hasStarted
                && finished.report() == null
                && outcome instanceof Failed failed
                && failed.kind() == FailureKind.LOST) {
            Optional<RunnerEntry> runner = ledger.runners().entry(key);
            boolean isLeaving = runner.isEmpty() || runner.get().standing() == Standing.DRAINING;
            completion.givenBack(decision, task, failed, isLeaving, now);
            return;
        }
        completion.attemptEnded(decision, task, outcome, finished.report(), now);
        quarantine.attemptEnded(decision, ledger, key, task, outcome, now);
    }

    private static RunOutcome withReasonInOneLine(RunOutcome outcome) {
        return switch (outcome) {
            case RunOutcome.Succeeded succeeded -> succeeded;
            case Failed failed ->
                    new Failed(
                            failed.kind(),
                            oneLine(failed.reason(), Limits.REASON_CHARS),
                            failed.retryAfter());
        };
    }

    /**
     * Free text of a runner or its agent ends up in logs and on terminals, so line breaks and
     * control characters are removed.
     */
    private static String oneLine(String text, int maxChars) {
        return Limits.cut(Texts.oneLine(text), maxChars);
    }

    private static void ignoreStale(
            DecisionBuilder decision,
            Attempt attempt,
            RunMessage message,
            String what,
            Instant now) {
        decision.publish(
                new StaleRunIgnored(
                        attempt.task(),
                        message.pool(),
                        attempt.number(),
                        message.holder(),
                        what,
                        now));
    }

    /** What a heartbeat tells of a runner whose join is not known; null if that is nothing. */
    private static @Nullable RunnerDetails missed(Optional<RunnerEntry> known, RunnerBeat beat) {
        return beat.abilities().isEmpty() || known.map(RunnerEntry::details).isPresent()
                ? null
                : RunnerDetails.ofAbilities(beat.abilities());
    }
}
