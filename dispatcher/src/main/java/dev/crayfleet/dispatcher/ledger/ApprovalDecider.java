package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.gate.ApprovalNeed;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Approvals: by who may, of exactly what they have seen. A task that needs several is queued with
 * the last of them.
 */
final class ApprovalDecider {
    private ApprovalDecider() {}

    static Decision decide(Ledger ledger, ApprovalGiven approval, Instant now) {
        Optional<TaskEntry> found = ledger.task(approval.id());
        if (found.isEmpty() && ledger.finished(approval.id()).isEmpty()) {
            return Decision.refused(
                    "task %s is unknown in pool %s: nothing to approve"
                            .formatted(approval.id(), approval.pool()));
        }
        if (found.isEmpty()
                || !(found.get().state() instanceof TaskState.AwaitingApproval awaiting)) {
            // Approved twice, or by two people: once is enough.
            return Decision.NOTHING;
        }
        TaskEntry task = found.get();
        return switch (new AccessCheck(ledger, now)
                .approval(approval.approver(), task, awaiting.open())) {
            case AccessCheck.Answer.No(Refused no) ->
                    AccessRefusals.ofTask(
                            task.id(),
                            task.pool(),
                            "approve",
                            task.submitted().origin(),
                            approval.approver(),
                            no,
                            now);
            case AccessCheck.Answer.Yes(Allowed how) ->
                    objection(ledger, task, approval.sha256())
                            .map(Decision::refused)
                            .orElseGet(() -> approved(ledger, task, approval, awaiting, how, now));
        };
    }

    /** Why what was seen is not what would run. */
    private static Optional<String> objection(
            Ledger ledger, TaskEntry task, @Nullable String seen) {
        String actual = task.submission().sha256();
        if (seen == null) {
            return ledger.fleet().version().equals(FleetVersion.NONE)
                    ? Optional.empty()
                    : Optional.of(
                            "the approval of task %s does not say what was seen: look at the task, and approve it with the sha256 that is shown there"
                                    .formatted(task.id()));
        }
        return seen.equals(actual)
                ? Optional.empty()
                : Optional.of(
                        "task %s is another than the one that was approved: it has sha256 %s, and %s was approved. Look at it again"
                                .formatted(task.id(), shortened(actual), shortened(seen)));
    }

    private static String shortened(String sha256) {
        return sha256.substring(0, Math.min(12, sha256.length())) + "…";
    }

    private static Decision approved(
            Ledger ledger,
            TaskEntry task,
            ApprovalGiven approval,
            TaskState.AwaitingApproval awaiting,
            @Nullable Allowed how,
            Instant now) {
        List<ApprovalNeed> open = new ArrayList<>(awaiting.open());
        if (how == null) {
            open.clear();
        } else {
            open.removeAll(how.terms().approvals());
        }
        String by = approval.approver().name();
        return open.isEmpty()
                ? TaskMessageDecider.queue(
                        ledger, task.approved(by, new TaskState.Queued(now), now), now)
                : new DecisionBuilder()
                        .put(
                                task.approved(
                                        by,
                                        new TaskState.AwaitingApproval(awaiting.since(), open),
                                        now))
                        .build();
    }

    /** The roles whose members approve, each once, in the order of their names. */
    static List<String> approvers(List<ApprovalNeed> needs) {
        return needs.stream().flatMap(each -> each.by().stream()).distinct().sorted().toList();
    }
}
