package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.TaskEvent.ApprovalAwaited;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What people ask for. */
final class TaskMessageDecider {
    private static final int PROMPT_SHOWN = 200;

    /** In a refusal; so many fit into a sentence. */
    private static final int POOLS_NAMED = 10;

    private final Rules rules;
    private final TaskCompletion endings;

    TaskMessageDecider(Rules rules, TaskCompletion endings) {
        this.rules = rules;
        this.endings = endings;
    }

    Decision decide(Ledger ledger, Input.Task input, Instant now) {
        return switch (input.message()) {
            case TaskSubmitted submitted -> submitted(ledger, submitted, input, now);
            case CancelRequested cancel -> cancel(ledger, cancel, now);
            case ReplayRequested replay -> replay(ledger, replay, input, now);
            case ApprovalGiven approval -> approve(ledger, approval, now);
        };
    }

    private Decision submitted(
            Ledger ledger, TaskSubmitted submitted, Input.Task input, Instant now) {
        if (ledger.knows(submitted.id())) {
            return duplicate(submitted.id(), submitted.pool(), submitted.origin(), now);
        }
        if (!ledger.hasPool(submitted.pool())
                && ledger.names().unservedPools() >= rules.bounds().unservedPools()) {
            return Decision.refused(oneTooMany(ledger, submitted.pool()));
        }
        boolean waits = rules.queueing().wantsApproval(submitted.pool());
        TaskEntry task =
                new TaskEntry(
                        submitted,
                        input.place(),
                        rules.retries().attempts(submitted.options().retries()),
                        0,
                        0,
                        0,
                        waits ? new TaskState.AwaitingApproval(now) : new TaskState.Queued(now),
                        null,
                        List.of(
                                TaskHistoryStep.of(
                                        now,
                                        waits
                                                ? TaskHistoryStep.What.AWAITING_APPROVAL
                                                : TaskHistoryStep.What.QUEUED)));
        Decision.Draft draft = new Decision.Draft().put(task);
        return waits
                ? draft.happened(
                                new ApprovalAwaited(
                                        task.id(),
                                        task.pool(),
                                        submitted.origin(),
                                        submitted.requester(),
                                        Limits.cut(submitted.prompt().text(), PROMPT_SHOWN),
                                        now))
                        .done()
                : queued(draft, ledger, task, now);
    }

    private static String oneTooMany(Ledger ledger, Pool pool) {
        List<Pool> served = ledger.served(POOLS_NAMED);
        return "no runner serves pool %s, and tasks wait for %,d other pools of this lane that no runner serves, which is all that is allowed (max-unserved-pools). Served here: %s. Correct the name, or start a runner for it and submit the task again"
                .formatted(
                        pool,
                        ledger.names().unservedPools(),
                        served.isEmpty()
                                ? "none"
                                : served.stream()
                                        .map(Pool::value)
                                        .collect(Collectors.joining(", ")));
    }

    private static Decision queued(
            Decision.Draft draft, Ledger ledger, TaskEntry task, Instant now) {
        PoolState pool = ledger.pool(task.pool());
        int position = pool.position(task);
        TaskSubmitted asked = task.submitted();
        return draft.happened(
                        new TaskQueued(
                                task.id(),
                                task.pool(),
                                asked.origin(),
                                asked.requester(),
                                position,
                                pool.wait(position),
                                now))
                .done();
    }

    private static Decision duplicate(TaskId id, Pool pool, Origin origin, Instant now) {
        return new Decision.Draft().happened(new DuplicateIgnored(id, pool, origin, now)).done();
    }

    private Decision cancel(Ledger ledger, CancelRequested cancel, Instant now) {
        Optional<TaskEntry> found = ledger.task(cancel.id());
        if (found.isEmpty()) {
            Optional<ReplayEntry> replay = ledger.replay(cancel.id());
            if (replay.isPresent()) {
                return Decision.refused(
                        "task %s is just being made of %s: cancel it in a second"
                                .formatted(cancel.id(), replay.get().request().replayOf()));
            }
            return ledger.finished(cancel.id())
                    .map(ended -> Decision.NOTHING)
                    .orElseGet(() ->
                            Decision.refused(
                                    "task %s is unknown in pool %s: nothing to cancel"
                                            .formatted(cancel.id(), cancel.pool())));
        }
        TaskEntry task = found.get();
        TaskEntry.Cancel wanted = new TaskEntry.Cancel(cancel.requester(), now);
        Decision.Draft draft = new Decision.Draft();
        if (task.state() instanceof TaskState.Held held) {
            // Asked again, it is said again; but the time to confirm runs from the first.
            draft.put(task.cancel() == null ? task.cancelling(wanted) : task)
                    .tell(
                            new ClaimRevoked(
                                    held.holder(),
                                    task.attempt(),
                                    task.pool(),
                                    wanted.reason(),
                                    now));
        } else {
            endings.cancelUnheld(draft, task, wanted.reason(), now);
        }
        return draft.done();
    }

    private static Decision approve(Ledger ledger, ApprovalGiven approval, Instant now) {
        Optional<TaskEntry> found = ledger.task(approval.id());
        if (found.isEmpty() && ledger.finished(approval.id()).isEmpty()) {
            return Decision.refused(
                    "task %s is unknown in pool %s: nothing to approve"
                            .formatted(approval.id(), approval.pool()));
        }
        if (found.isEmpty() || !(found.get().state() instanceof TaskState.AwaitingApproval)) {
            // Approved twice, or by two people: once is enough.
            return Decision.NOTHING;
        }
        TaskEntry task = found.get().approved(approval.approver().name(), now);
        return queued(new Decision.Draft().put(task), ledger, task, now);
    }

    private static Decision replay(
            Ledger ledger, ReplayRequested replay, Input.Task input, Instant now) {
        TaskId old = replay.replayOf();
        if (ledger.knows(replay.id()) || ledger.replay(replay.id()).isPresent()) {
            Origin here = new Origin.Kafka(input.place().partition(), input.place().offset());
            return duplicate(replay.id(), replay.pool(), here, now);
        }
        if (ledger.task(old).isPresent()) {
            return Decision.refused(
                    "task %s has not ended yet: wait for it, or cancel it, and replay it then"
                            .formatted(old));
        }
        return ledger.finished(old)
                .map(ended ->
                        new Decision.Draft()
                                .record(
                                        new LedgerEntry.ReplayPut(
                                                new ReplayEntry(
                                                        replay, input.place(), ended.place())))
                                .done())
                .orElseGet(() ->
                        Decision.refused(
                                "task %s is unknown in pool %s, or ended longer ago than is kept: submit it again"
                                        .formatted(old, replay.pool())));
    }

    /** The replay becomes a task like any other: by way of the tasks topic. */
    Decision original(Ledger ledger, Input.Original found, Instant now) {
        Optional<ReplayEntry> waiting = ledger.replay(found.replay());
        if (waiting.isEmpty()) {
            return Decision.NOTHING;
        }
        ReplayRequested wanted = waiting.get().request();
        TaskSubmitted old = found.original();
        Prompt prompt = wanted.prompt();
        return new Decision.Draft()
                .record(new LedgerEntry.ReplayClosed(found.replay()))
                .submit(
                        new TaskSubmitted(
                                wanted.id(),
                                old.pool(),
                                prompt == null ? old.prompt() : prompt,
                                wanted.options().orElse(old.options()),
                                old.files(),
                                old.origin(),
                                wanted.requester(),
                                now,
                                old.id()))
                .done();
    }

    Decision originalGone(Ledger ledger, Input.OriginalGone gone) {
        return ledger.replay(gone.replay())
                .map(waiting ->
                        new Decision.Draft()
                                .record(new LedgerEntry.ReplayClosed(gone.replay()))
                                .refuse(
                                        "task %s cannot be replayed: %s. Submit it again"
                                                .formatted(
                                                        waiting.request().replayOf(),
                                                        gone.reason()))
                                .done())
                .orElse(Decision.NOTHING);
    }
}
