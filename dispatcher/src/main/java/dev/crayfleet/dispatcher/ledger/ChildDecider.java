package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskEvent.TaskRequestRefused;
import dev.crayfleet.contract.TaskMessage.ChildEnded;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;
import java.util.Optional;

/** What follows from what an agent has delegated: in the lane that does it, and in its parent's. */
final class ChildDecider {
    private ChildDecider() {}

    /**
     * A child is refused. That is answered to its parent, and told, and so is no dead letter: put
     * back later, it would be done for nobody.
     *
     * @param decision that refuses it
     */
    static Decision refused(Decision decision, TaskSubmitted task, String why, Instant now) {
        DecisionBuilder answer = new DecisionBuilder();
        decision.events().forEach(answer::publish);
        if (decision.events().stream().noneMatch(TaskRequestRefused.class::isInstance)) {
            answer.publish(
                    new TaskRequestRefused(
                            task.id(),
                            task.pool(),
                            "submit",
                            task.origin(),
                            task.requester().withoutRoles(),
                            Limits.cut(why, Limits.REASON_CHARS),
                            "",
                            now));
        }
        TaskTree.tellParent(answer, task, TaskStatus.FAILED, why, null, now);
        return answer.build();
    }

    /** Whether the task of that id is this child, and not another task that has taken its id. */
    static boolean isKnown(Ledger ledger, TaskSubmitted child) {
        Optional<ParentTask> parent = child.delegation().map(ParentTask::of);
        return ledger.task(child.id())
                .map(live -> live.submitted().delegation().map(ParentTask::of))
                .or(() ->
                        ledger.finished(child.id()).map(each -> Optional.ofNullable(each.parent())))
                .filter(parent::equals)
                .isPresent();
    }

    /**
     * A child has ended. Nothing follows if it is none of a task that lives, or is known to have
     * ended.
     */
    static Decision ended(Ledger ledger, ChildEnded message, Instant now) {
        return ledger.task(message.parent().task())
                .flatMap(parent -> ended(parent, message, now))
                .orElse(Decision.NOTHING);
    }

    private static Optional<Decision> ended(TaskEntry parent, ChildEnded message, Instant now) {
        return parent.children().stream()
                .filter(each -> each.attempt() == message.parent().number())
                .filter(each -> each.id(parent.id()).equals(message.id()))
                .filter(each -> !each.hasEnded())
                .findFirst()
                .map(child -> {
                    DecisionBuilder decision =
                            new DecisionBuilder()
                                    .put(parent.withChild(child.ended(message.status())));
                    if (parent.state() instanceof TaskState.Held held
                            && parent.attempts() == child.attempt()) {
                        decision.send(
                                new DelegationEnded(
                                        held.holder(),
                                        parent.attempt(),
                                        parent.pool(),
                                        child.number(),
                                        message.id(),
                                        child.agent(),
                                        message.status(),
                                        message.reason(),
                                        message.report(),
                                        now));
                    }
                    return decision.build();
                });
    }
}
