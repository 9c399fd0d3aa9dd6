package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.FleetEvent.LaneOrderRefused;
import dev.crayfleet.contract.FleetEvent.PoolOrderRefused;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.TaskRequestRefused;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What follows from something that is not allowed: an event, and a dead letter with the reason. */
final class AccessRefusals {
    private AccessRefusals() {}

    /**
     * @param action as {@link TaskRequestRefused} has it
     * @param origin of the task; absent where it is not known
     */
    static Decision ofTask(
            TaskId id,
            Pool pool,
            String action,
            @Nullable Origin origin,
            Requester requester,
            Refused no,
            Instant now) {
        return refused(
                new TaskRequestRefused(
                        id,
                        pool,
                        action,
                        origin,
                        requester.withoutRoles(),
                        no.reason(),
                        no.rule().toString(),
                        now),
                "%s may not %s task %s".formatted(requester.name(), action, id),
                no);
    }

    static Decision ofLane(TaskMessage.OfLane order, Refused no, Instant now) {
        String action = order instanceof TaskMessage.StopRequested ? "stop" : "resume";
        return refused(
                new LaneOrderRefused(
                        order.lane(),
                        action,
                        withoutRoles(order.order()),
                        no.reason(),
                        no.rule().toString(),
                        now),
                "%s may not %s the fleet".formatted(order.order().requester().name(), action),
                no);
    }

    static Decision ofPool(TaskMessage.OfPool order, Refused no, Instant now) {
        String action =
                switch (order) {
                    case TaskMessage.PauseRequested pause -> "pause";
                    case TaskMessage.PoolResumeRequested resume -> "resume";
                    case TaskMessage.DrainRequested drain -> "drain";
                };
        return refused(
                new PoolOrderRefused(
                        order.pool(),
                        action,
                        withoutRoles(order.order()),
                        no.reason(),
                        no.rule().toString(),
                        now),
                "%s may not %s %s pool %s"
                        .formatted(
                                order.order().requester().name(),
                                action,
                                order instanceof TaskMessage.DrainRequested ? "a runner of" : "",
                                order.pool())
                        .replace("  ", " "),
                no);
    }

    private static Decision refused(TaskEvent event, String what, Refused no) {
        return new DecisionBuilder()
                .publish(event)
                .refuse("%s: %s (%s)".formatted(what, no.reason(), no.rule()))
                .build();
    }

    private static Order withoutRoles(Order order) {
        return new Order(
                order.id(), order.requester().withoutRoles(), order.reason(), order.requestedAt());
    }
}
