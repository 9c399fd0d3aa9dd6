package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.HolderDrained;
import dev.crayfleet.contract.FleetEvent.LaneHalted;
import dev.crayfleet.contract.FleetEvent.LaneResumed;
import dev.crayfleet.contract.FleetEvent.LaneStopped;
import dev.crayfleet.contract.FleetEvent.PoolPaused;
import dev.crayfleet.contract.FleetEvent.PoolResumed;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.DrainRequested;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows from orders for the whole lane, a pool or a runner. Tasks that runners hold when the
 * lane is stopped are cancelled, because something is wrong with what runs; those that wait go on
 * waiting.
 */
final class OrderDecider {
    private OrderDecider() {}

    static Decision decide(Ledger ledger, TaskMessage.OfLane message, Instant now) {
        if (new AccessCheck(ledger, now).order(message)
                instanceof AccessCheck.Answer.No(Refused no)) {
            return AccessRefusals.ofLane(message, no, now);
        }
        return switch (message) {
            case StopRequested stop -> stop(ledger, stop, now);
            case ResumeRequested resume -> resume(ledger, resume.order().atTheLatest(now), now);
            case FleetChanged changed -> FleetDecider.changed(ledger, changed, now);
        };
    }

    static Decision decide(Ledger ledger, TaskMessage.OfPool message, Instant now) {
        if (new AccessCheck(ledger, now).order(message)
                instanceof AccessCheck.Answer.No(Refused no)) {
            return AccessRefusals.ofPool(message, no, now);
        }
        return switch (message) {
            case PauseRequested pause ->
                    pause(ledger, pause.pool(), pause.order().atTheLatest(now), now);
            case PoolResumeRequested resume ->
                    resumePool(ledger, resume.pool(), resume.order().atTheLatest(now), now);
            case DrainRequested drain -> drain(ledger, drain, now);
        };
    }

    /**
     * A copy of an order to stop is known by its id and not by its time: where in doubt, the fleet
     * stands still.
     */
    private static Decision stop(Ledger ledger, StopRequested message, Instant now) {
        LaneStop before = ledger.holds().stop();
        Order order = message.order().atTheLatest(now);
        if (before.isKnown(order.id())) {
            return Decision.NOTHING;
        }
        List<TaskEntry> held = ledger.pools().held();
        TaskEntry.Cancel cancel =
                new TaskEntry.Cancel(
                        order.requester(), now, "emergency stop by " + order.byAndWhy());
        DecisionBuilder decision =
                new DecisionBuilder()
                        .record(new LedgerEntry.StopPut(before.stopped(message.lane(), order, now)))
                        .publish(new LaneStopped(message.lane(), order, held.size(), now));
        held.forEach(task -> CancelDecider.revoke(decision, task, cancel, now));
        return decision.build();
    }

    private static Decision resume(Ledger ledger, Order order, Instant now) {
        LaneStop before = ledger.holds().stop();
        LaneStop.Current stop = before.current();
        if (stop == null || !before.isEndedBy(order)) {
            return Decision.NOTHING;
        }
        return new DecisionBuilder()
                .record(new LedgerEntry.StopPut(before.resumed(stop, order, now)))
                .publish(new LaneResumed(stop.lane(), order, stop.order().id(), now))
                .build();
    }

    /** Once after a stop: what follows when the last agent has ended. */
    static Decision haltIfQuiet(Ledger ledger, Instant now) {
        LaneStop before = ledger.holds().stop();
        LaneStop.Current stop = before.current();
        if (stop == null || stop.haltedAt() != null || !ledger.pools().isQuiet()) {
            return Decision.NOTHING;
        }
        return new DecisionBuilder()
                .record(new LedgerEntry.StopPut(before.halted(stop, now)))
                .publish(new LaneHalted(stop.lane(), stop.order().id(), now))
                .build();
    }

    private static Decision pause(Ledger ledger, Pool pool, Order order, Instant now) {
        Holds holds = ledger.holds();
        Optional<PoolPause> last = holds.lastOrder(pool);
        if (last.filter(known -> known.isAtLeastAsNewAs(order)).isPresent()) {
            return Decision.NOTHING;
        }
        DecisionBuilder decision = new DecisionBuilder();
        if (last.isEmpty() && holds.isFull()) {
            Optional<PoolPause> forgettable = holds.oldestResumed();
            if (forgettable.isEmpty()) {
                return Decision.refused(
                        "pool %s cannot be paused: %,d pools of its lane are, which is all that is allowed. Resume some"
                                .formatted(pool, Holds.MAX_PAUSES));
            }
            decision.record(new LedgerEntry.PauseForgotten(forgettable.get().pool()));
        }
        Instant since = last.filter(PoolPause::paused).map(PoolPause::since).orElse(now);
        return decision.record(new LedgerEntry.PausePut(new PoolPause(pool, order, true, since)))
                .publish(new PoolPaused(pool, order, now))
                .build();
    }

    private static Decision resumePool(Ledger ledger, Pool pool, Order order, Instant now) {
        if (ledger.holds().pause(pool).filter(last -> !last.isAtLeastAsNewAs(order)).isEmpty()) {
            return Decision.NOTHING;
        }
        return new DecisionBuilder()
                .record(new LedgerEntry.PausePut(new PoolPause(pool, order, false, now)))
                .publish(new PoolResumed(pool, order, now))
                .build();
    }

    /** Ordered again, the runner is told again, because it may have missed it. */
    private static Decision drain(Ledger ledger, DrainRequested message, Instant now) {
        Optional<RunnerEntry> runner =
                ledger.runners()
                        .entry(new RunnerKey(message.pool(), message.holder()))
                        .filter(known -> known.standing() != Standing.LOST);
        if (runner.isEmpty()) {
            return Decision.refused(
                    "runner %s does not serve pool %s, or not any more: nothing to drain"
                            .formatted(message.holder().runner(), message.pool()));
        }
        DecisionBuilder decision = new DecisionBuilder();
        RunnerMembership.draining(decision, runner, now);
        return decision.send(
                        new HolderDrained(
                                message.holder(),
                                message.pool(),
                                "drained by " + message.order().byAndWhy(),
                                now))
                .build();
    }
}
