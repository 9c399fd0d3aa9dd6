package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskEvent.ApprovalAwaited;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.ChildCancelled;
import dev.crayfleet.contract.TaskMessage.ChildEnded;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.gate.ApprovalNeed;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What follows from messages of the tasks topic: what people ask for. */
final class TaskMessageDecider {
    private static final int PROMPT_PREVIEW_CHARS = 200;

    /** In a refusal; so many fit into a sentence. */
    private static final int MAX_POOLS_NAMED = 10;

    private final Rules rules;
    private final CancelDecider cancels;
    private final ReplayDecider replays;

    TaskMessageDecider(Rules rules, CancelDecider cancels, ReplayDecider replays) {
        this.rules = rules;
        this.cancels = cancels;
        this.replays = replays;
    }

    Decision decide(Ledger ledger, Input.TaskRecord input, Instant now) {
        return switch (input.message()) {
            case TaskMessage.OfLane order -> OrderDecider.decide(ledger, order, now);
            case TaskMessage.OfPool order -> OrderDecider.decide(ledger, order, now);
            case TaskSubmitted submitted -> submitted(ledger, submitted, input, now);
            case CancelRequested cancel -> cancels.requested(ledger, cancel, now);
            case ReplayRequested replay -> replays.requested(ledger, replay, input.place(), now);
            case ApprovalGiven approval -> ApprovalDecider.decide(ledger, approval, now);
            case ChildEnded ended -> ChildDecider.ended(ledger, ended, now);
            case ChildCancelled cancelled -> cancels.ofChild(ledger, cancelled, now);
        };
    }

    /** Whatever becomes of it, who has delegated it is told. */
    private Decision submitted(
            Ledger ledger, TaskSubmitted submitted, Input.TaskRecord input, Instant now) {
        Decision decision = decideOn(ledger, submitted, input, now);
        return submitted.delegation().isPresent()
                ? decision.refusal()
                        .map(why -> ChildDecider.refused(decision, submitted, why, now))
                        .orElse(decision)
                : decision;
    }

    private Decision decideOn(
            Ledger ledger, TaskSubmitted submitted, Input.TaskRecord input, Instant now) {
        if (submitted
                .delegation()
                .filter(each -> !each.childId().equals(submitted.id()))
                .isPresent()) {
            return Decision.refused(
                    "task id \"%s\" is not that of the child that it says it is"
                            .formatted(submitted.id()));
        }
        if (ledger.knows(submitted.id())) {
            return duplicate(ledger, submitted, now);
        }
        return switch (new AccessCheck(ledger, now).submission(submitted)) {
            case AccessCheck.Answer.No(Refused no) ->
                    AccessRefusals.ofTask(
                            submitted.id(),
                            submitted.pool(),
                            "submit",
                            submitted.origin(),
                            submitted.requester(),
                            no,
                            now);
            case AccessCheck.Answer.Yes(Allowed how) ->
                    accepted(ledger, submitted, how, input.place(), now);
        };
    }

    /**
     * @param how absent where there is no fleet file
     */
    private Decision accepted(
            Ledger ledger,
            TaskSubmitted submitted,
            @Nullable Allowed how,
            RecordPosition place,
            Instant now) {
        LanePools pools = ledger.pools();
        if (!pools.contains(submitted.pool())
                && pools.limit().unservedPools() >= rules.bounds().unservedPools()) {
            return Decision.refused(tooManyPools(pools, submitted.pool()));
        }
        TaskOptions options = how == null ? submitted.options() : how.terms().options();
        Submission submission =
                new Submission(
                        // Roles decide now; later only whose task it is counts.
                        submitted.withRequester(submitted.requester().withoutRoles()),
                        place,
                        rules.retries().attempts(options.retries()),
                        how,
                        mayDelegate(ledger, submitted.pool())
                                ? submitted.requester().roles()
                                : null);
        List<ApprovalNeed> needs = how == null ? List.of() : how.terms().approvals();
        return needs.isEmpty() && !rules.queueing().requiresApproval(submitted.pool())
                ? queue(ledger, submission, now)
                : awaitApproval(submission, new TaskState.AwaitingApproval(now, needs), now);
    }

    private static boolean mayDelegate(Ledger ledger, Pool pool) {
        return ledger.fleet()
                .agent(pool.value())
                .filter(agent -> !agent.mayDelegateTo().isNothing())
                .isPresent();
    }

    /** The same again is ignored; something else under the same id has to be told. */
    private static Decision duplicate(Ledger ledger, TaskSubmitted submitted, Instant now) {
        DecisionBuilder decision =
                new DecisionBuilder()
                        .publish(
                                new DuplicateIgnored(
                                        submitted.id(), submitted.pool(), submitted.origin(), now));
        // A message of Discord keeps its id when it is edited, and is not done anew.
        boolean isMessage =
                submitted.origin() instanceof Origin.Discord && submitted.replayOf() == null;
        boolean isOther =
                submitted.delegation().isPresent()
                        ? !ChildDecider.isKnown(ledger, submitted)
                        : !isMessage
                                && ledger.fingerprint(submitted.id())
                                        .filter(first ->
                                                !first.equals(TaskFingerprint.of(submitted)))
                                        .isPresent();
        return isOther
                ? decision.refuse(
                                "task id \"%s\" belongs to another task, which asks something else: the same id is the same task, and is done once. Submit this one under an id of its own"
                                        .formatted(submitted.id()))
                        .build()
                : decision.build();
    }

    private static String tooManyPools(LanePools pools, Pool pool) {
        List<Pool> served = pools.served(MAX_POOLS_NAMED);
        return "no runner serves pool %s, and tasks wait for %,d other pools of this lane that no runner serves, which is all that is allowed (max-unserved-pools). Served here: %s. Correct the name, or start a runner for it and submit the task again"
                .formatted(
                        pool,
                        pools.limit().unservedPools(),
                        served.isEmpty()
                                ? "none"
                                : served.stream()
                                        .map(Pool::value)
                                        .collect(Collectors.joining(", ")));
    }

    private static Decision awaitApproval(
            Submission submission, TaskState.AwaitingApproval awaiting, Instant now) {
        TaskSubmitted submitted = submission.task();
        TaskEntry task =
                TaskEntry.submitted(
                        submission,
                        awaiting,
                        TaskHistoryStep.first(now, TaskHistoryStep.Kind.AWAITING_APPROVAL));
        return new DecisionBuilder()
                .put(task)
                .publish(
                        new ApprovalAwaited(
                                task.id(),
                                task.pool(),
                                submitted.origin(),
                                submitted.requester(),
                                Limits.cut(submitted.prompt().text(), PROMPT_PREVIEW_CHARS),
                                now,
                                ApprovalDecider.approvers(awaiting.open())))
                .build();
    }

    private static Decision queue(Ledger ledger, Submission submission, Instant now) {
        return queue(
                ledger,
                TaskEntry.submitted(
                        submission,
                        new TaskState.Queued(now),
                        TaskHistoryStep.first(now, TaskHistoryStep.Kind.QUEUED)),
                now);
    }

    /** A task enters the queue. */
    static Decision queue(Ledger ledger, TaskEntry task, Instant now) {
        PoolState pool = ledger.pool(task.pool());
        int position = pool.position(task);
        Allowed allowed = task.submission().allowed();
        return new DecisionBuilder()
                .put(task)
                .publish(
                        new TaskQueued(
                                task.id(),
                                task.pool(),
                                task.submitted().origin(),
                                task.submitted().requester(),
                                position,
                                pool.expectedWait(position),
                                now,
                                task.submitted().traceparent(),
                                allowed == null ? null : allowed.rule().toString()))
                .build();
    }
}
