package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.DelegationRequested;
import dev.crayfleet.contract.TaskEvent.DelegationRefused;
import dev.crayfleet.contract.TaskEvent.TaskDelegated;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Texts;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows when the agent of an attempt wants another agent to do something. */
final class DelegationDecider {
    private static final int PROMPT_PREVIEW_CHARS = 200;

    private DelegationDecider() {}

    static void requested(
            DecisionBuilder decision, Ledger ledger, DelegationRequested request, Instant now) {
        Optional<TaskEntry> current =
                CurrentAttemptCheck.find(ledger, request.attempt(), request.holder());
        if (current.isEmpty()) {
            late(decision, ledger, request, now);
            return;
        }
        TaskEntry parent = current.get();
        switch (new DelegationCheck(ledger, parent, request, now).outcome()) {
            case DelegationCheck.Outcome.Refused no ->
                    refuse(decision, parent.pool(), request, no, now);
            case DelegationCheck.Outcome.Known(Child child) ->
                    answer(decision, request, child.id(parent.id()), child.agent(), null, now);
            case DelegationCheck.Outcome.Accepted accepted -> {
                decision.put(parent.withChild(accepted.child()))
                        .tell(accepted.task())
                        .publish(
                                new TaskDelegated(
                                        parent.id(),
                                        parent.pool(),
                                        parent.attempts(),
                                        accepted.task().id(),
                                        accepted.task().pool(),
                                        Limits.cut(
                                                accepted.task().prompt().text(),
                                                PROMPT_PREVIEW_CHARS),
                                        accepted.rule(),
                                        now));
                answer(decision, request, accepted.task().id(), accepted.task().pool(), null, now);
            }
        }
    }

    /** It comes from an attempt that is not the current one. */
    static void late(
            DecisionBuilder decision, Ledger ledger, DelegationRequested request, Instant now) {
        DelegationCheck.Outcome.Refused no =
                new DelegationCheck.Outcome.Refused(
                        DelegationRefusal.ENDED, "this attempt has ended", "");
        TaskId id = request.attempt().task();
        Optional<Pool> pool =
                ledger.task(id)
                        .map(TaskEntry::pool)
                        .or(() -> ledger.finished(id).map(FinishedTask::pool));
        if (pool.isPresent()) {
            refuse(decision, pool.get(), request, no, now);
        } else {
            answer(decision, request, null, null, no.reason(), now);
        }
    }

    private static void refuse(
            DecisionBuilder decision,
            Pool pool,
            DelegationRequested request,
            DelegationCheck.Outcome.Refused no,
            Instant now) {
        String reason = Limits.cut(no.reason(), Limits.REASON_CHARS);
        decision.publish(
                new DelegationRefused(
                        request.attempt().task(),
                        pool,
                        request.attempt().number(),
                        wanted(request),
                        no.kind().word(),
                        reason,
                        no.rule(),
                        now));
        answer(decision, request, null, null, reason, now);
    }

    private static String wanted(DelegationRequested request) {
        if (request.agent() != null) {
            return request.agent().value();
        }
        String needs = request.needs() == null ? "" : Texts.oneLine(request.needs()).strip();
        return needs.isEmpty() ? "nobody" : Limits.cut(needs, Pool.MAX_CHARS);
    }

    private static void answer(
            DecisionBuilder decision,
            DelegationRequested request,
            @Nullable TaskId child,
            @Nullable Pool agent,
            @Nullable String refusal,
            Instant now) {
        decision.send(
                new DelegationAnswered(
                        request.holder(),
                        request.attempt(),
                        request.pool(),
                        request.number(),
                        child,
                        agent,
                        refusal,
                        now));
    }
}
