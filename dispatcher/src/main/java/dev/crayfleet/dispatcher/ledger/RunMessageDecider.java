package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.AgentSpawned;
import dev.crayfleet.contract.TaskEvent.RunnerDrains;
import dev.crayfleet.contract.TaskEvent.RunnerGone;
import dev.crayfleet.contract.TaskEvent.RunnerReady;
import dev.crayfleet.contract.TaskEvent.StaleRunIgnored;
import dev.crayfleet.contract.TaskEvent.TaskProgressed;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What runners tell. A message about an attempt that is no longer current changes nothing. */
final class RunMessageDecider {
    private static final int PROMPT_SHOWN = 200;

    /** Of an agent and an executor, as a runner tells them. */
    private static final int NAME_CHARS = 200;

    /** In answer to one beat; whatever is left the next one names again. */
    private static final int REVOKED_AT_ONCE = 100;

    private final Rules rules;
    private final TaskCompletion endings;
    private final QuarantineDecider trust;
    private final RunnerLimits limits;

    RunMessageDecider(Rules rules, TaskCompletion endings) {
        this.rules = rules;
        this.endings = endings;
        this.trust = new QuarantineDecider(rules.quarantine());
        this.limits = new RunnerLimits(rules.bounds());
    }

    Decision decide(Ledger ledger, Input.Run input, Instant now) {
        RunMessage message = input.message();
        boolean lately = !input.written().plus(rules.leases().lease()).isBefore(now);
        Decision.Draft draft = new Decision.Draft();
        RunnerEntry.Key key = new RunnerEntry.Key(message.pool(), message.holder());
        Optional<RunnerEntry> known = ledger.runner(key);
        if (known.isPresent() && known.get().standing() == Standing.LOST) {
            return fromTheLost(draft, known.get(), message, now);
        }
        Optional<String> refusal =
                limits.refusal(message, known.isPresent(), ledger.names().lives().alive());
        if (refusal.isPresent()) {
            return Decision.refused(refusal.get());
        }
        switch (message) {
            case RunnerJoined joined -> offered(draft, ledger, key, joined.slots(), lately, now);
            case RunnerBeat beat -> {
                offered(draft, ledger, key, beat.slots(), lately, now);
                reconcile(draft, ledger, key, beat, now);
            }
            case RunnerDraining draining ->
                    known.filter(runner -> runner.standing() != Standing.DRAINING)
                            .ifPresent(runner ->
                                    draft.put(runner.with(Standing.DRAINING))
                                            .happened(
                                                    new RunnerDrains(
                                                            message.holder(),
                                                            message.pool(),
                                                            now)));
            case RunnerLeft left -> left(draft, ledger, key, known, left, now);
            case RunStarted started -> started(draft, ledger, started, now);
            case RunProgressed progressed ->
                    current(ledger, progressed.attempt(), progressed.holder())
                            .ifPresent(task ->
                                    draft.happened(
                                            new TaskProgressed(
                                                    task.id(),
                                                    task.pool(),
                                                    task.attempts(),
                                                    line(progressed.note()),
                                                    now)));
            case RunFinished finished -> finished(draft, ledger, finished, now);
        }
        return draft.done();
    }

    /** What it held is somebody else's by now; it must stop and begin a new life. */
    private static Decision fromTheLost(
            Decision.Draft draft, RunnerEntry runner, RunMessage message, Instant now) {
        draft.record(new LedgerEntry.RunnerHeard(runner.key(), now, true));
        if (message instanceof RunnerLeft) {
            return draft.record(new LedgerEntry.RunnerRemoved(runner.key())).done();
        }
        if (message instanceof RunFinished finished) {
            stale(draft, finished.attempt(), finished, "finished", now);
        }
        return draft.tell(
                        new HolderFenced(
                                runner.holder(),
                                runner.pool(),
                                "not heard of for longer than the lease; its tasks went elsewhere",
                                now))
                .done();
    }

    private static void offered(
            Decision.Draft draft,
            Ledger ledger,
            RunnerEntry.Key key,
            int slots,
            boolean lately,
            Instant now) {
        draft.record(new LedgerEntry.RunnerHeard(key, now, lately));
        if (ledger.isQuiet(key)) {
            draft.record(new LedgerEntry.RunnerQuiet(key, null));
        }
        Optional<RunnerEntry> known = ledger.runner(key);
        if (known.isEmpty()) {
            draft.put(RunnerEntry.ready(key, slots))
                    .happened(new RunnerReady(key.holder(), key.pool(), slots, now));
        } else if (known.get().slots() != slots) {
            draft.put(known.get().offering(slots));
        }
    }

    /** Holds what a runner says it has against what it should have. */
    private void reconcile(
            Decision.Draft draft,
            Ledger ledger,
            RunnerEntry.Key key,
            RunnerBeat beat,
            Instant now) {
        int tooMany = 0;
        Set<Attempt> named = new LinkedHashSet<>(beat.held());
        for (Attempt held : named) {
            if (current(ledger, held, key.holder()).isPresent() || ledger.hasDelivered(key, held)) {
                continue;
            }
            if (tooMany++ < REVOKED_AT_ONCE) {
                draft.tell(
                        new ClaimRevoked(
                                key.holder(),
                                held,
                                key.pool(),
                                "this attempt was given up; its result would not count",
                                now));
            }
        }
        draft.record(new LedgerEntry.RunnerBurdened(key, tooMany));
        for (TaskEntry task : ledger.heldBy(key)) {
            TaskState.Held held = (TaskState.Held) task.state();
            if (!named.contains(task.attempt())
                    && rules.leases().neverTaken(held, beat.readUpTo(), now)) {
                draft.tell(
                        new ClaimRevoked(
                                key.holder(),
                                task.attempt(),
                                key.pool(),
                                "not taken in time",
                                now));
                Failed gone =
                        Failed.of(
                                FailureKind.LOST,
                                "runner %s does not have it any more"
                                        .formatted(key.holder().runner()));
                endings.attemptEnded(draft, task, held, gone, null, now);
                trust.after(draft, ledger, key, task, gone, now);
            }
        }
    }

    private void left(
            Decision.Draft draft,
            Ledger ledger,
            RunnerEntry.Key key,
            Optional<RunnerEntry> known,
            RunnerLeft left,
            Instant now) {
        List<TaskEntry> held = ledger.heldBy(key);
        if (known.isEmpty() && held.isEmpty()) {
            return;
        }
        String reason = line(left.reason());
        for (TaskEntry task : held) {
            endings.attemptEnded(
                    draft,
                    task,
                    (TaskState.Held) task.state(),
                    Failed.of(
                            FailureKind.LOST,
                            "runner %s left: %s".formatted(key.holder().runner(), reason)),
                    null,
                    now);
        }
        draft.record(new LedgerEntry.RunnerRemoved(key));
        known.ifPresent(
                runner -> draft.happened(new RunnerGone(key.holder(), key.pool(), reason, now)));
    }

    private static void started(
            Decision.Draft draft, Ledger ledger, RunStarted started, Instant now) {
        Optional<TaskEntry> current = current(ledger, started.attempt(), started.holder());
        if (current.isEmpty()) {
            stale(draft, started.attempt(), started, "started", now);
            return;
        }
        TaskEntry task = current.get();
        String agent = line(started.agent(), NAME_CHARS);
        draft.put(task.running(new TaskState.Running(started.holder(), agent, now)))
                .happened(
                        new AgentSpawned(
                                task.id(),
                                task.pool(),
                                task.attempts(),
                                started.holder(),
                                agent,
                                line(started.executor(), NAME_CHARS),
                                Limits.cut(task.submitted().prompt().text(), PROMPT_SHOWN),
                                now));
    }

    private void finished(Decision.Draft draft, Ledger ledger, RunFinished finished, Instant now) {
        Optional<TaskEntry> current = current(ledger, finished.attempt(), finished.holder());
        if (current.isEmpty()) {
            stale(draft, finished.attempt(), finished, "finished", now);
            return;
        }
        TaskEntry task = current.get();
        RunnerEntry.Key key = new RunnerEntry.Key(finished.pool(), finished.holder());
        Optional<RunnerEntry> runner = ledger.runner(key);
        RunOutcome outcome = said(finished.outcome());
        draft.record(new LedgerEntry.RunnerDelivered(key, finished.attempt()));
        // A start is told before an end: of this attempt there was none.
        boolean begun = task.state() instanceof TaskState.Running;
        if (!begun
                && finished.report() == null
                && outcome instanceof Failed failed
                && failed.kind() == FailureKind.LOST) {
            boolean leaves = runner.isEmpty() || runner.get().standing() == Standing.DRAINING;
            endings.givenBack(draft, task, failed, leaves, now);
            return;
        }
        endings.attemptEnded(
                draft, task, (TaskState.Held) task.state(), outcome, finished.report(), now);
        trust.after(draft, ledger, key, task, outcome, now);
    }

    private static RunOutcome said(RunOutcome outcome) {
        return switch (outcome) {
            case RunOutcome.Succeeded succeeded -> succeeded;
            case Failed failed ->
                    new Failed(failed.kind(), line(failed.reason()), failed.retryAfter());
        };
    }

    /** What a runner or its agent says freely goes into logs, and onto terminals. */
    private static String line(String text, int chars) {
        return Limits.cut(Texts.oneLine(text), chars);
    }

    private static String line(String text) {
        return line(text, Limits.REASON_CHARS);
    }

    /** The task of an attempt, if that attempt is the current one and this life holds it. */
    private static Optional<TaskEntry> current(Ledger ledger, Attempt attempt, Holder holder) {
        return ledger.task(attempt.task())
                .filter(task -> task.attempts() == attempt.number())
                .filter(task ->
                        task.state() instanceof TaskState.Held held
                                && held.holder().equals(holder));
    }

    private static void stale(
            Decision.Draft draft, Attempt attempt, RunMessage message, String what, Instant now) {
        Pool pool = message.pool();
        draft.happened(
                new StaleRunIgnored(
                        attempt.task(), pool, attempt.number(), message.holder(), what, now));
    }
}
