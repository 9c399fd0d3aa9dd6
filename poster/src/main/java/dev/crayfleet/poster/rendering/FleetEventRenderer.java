package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.FleetEvent;
import dev.crayfleet.contract.Order;
import dev.crayfleet.poster.rendering.DiscordAction.SendMessage;
import dev.crayfleet.poster.rendering.DiscordAction.TargetChannel;
import java.util.List;

/**
 * That the fleet was stopped or goes on, as a message in #results, where everybody looks; that a
 * pool was, as one in #worker-pool. Every lane says that the fleet was stopped; what the first one
 * says is posted, so that it is posted once.
 */
final class FleetEventRenderer {
    private static final int TELLING_LANE = 0;

    private FleetEventRenderer() {}

    static List<DiscordAction> actions(FleetEvent event) {
        return switch (event) {
            case FleetEvent.LaneStopped e ->
                    fromOneLane(
                            e,
                            e.order(),
                            "🛑 **EMERGENCY STOP** by %s%s\nEvery agent is stopped, and the task that it had ends as cancelled. Tasks that wait are kept; nothing is started until somebody says `crayfleet resume`.");
            case FleetEvent.LaneHalted e -> List.of();
            case FleetEvent.LaneResumed e ->
                    fromOneLane(
                            e,
                            e.order(),
                            "🟢 **RESUMED** by %s%s\nTasks that waited are started again. Those that the stop cancelled are not: replay them where they are still wanted.");
            case FleetEvent.LaneFleetChanged e ->
                    e.lane() == TELLING_LANE
                            ? send(
                                    TargetChannel.WORKER_POOL,
                                    Nonce.of("LaneFleetChanged", e.number()),
                                    "📌 **FLEET FILE** version %d decides who may what, given by %s%s"
                                            .formatted(
                                                    e.number(),
                                                    Markup.nameOrCode(e.order().requester().name()),
                                                    Markup.colonAndReason(e.order().reason())))
                            : List.of();
            // Whoever has asked is told by the service that they have asked.
            case FleetEvent.LaneOrderRefused e -> List.of();
            case FleetEvent.PoolOrderRefused e -> List.of();
            case FleetEvent.PoolPaused e -> ofPool(e, e.order(), "⏸️ **PAUSED** pool `%s` by %s%s");
            case FleetEvent.PoolResumed e ->
                    ofPool(e, e.order(), "▶️ **RESUMED** pool `%s` by %s%s");
        };
    }

    private static List<DiscordAction> fromOneLane(
            FleetEvent.OfLane event, Order order, String text) {
        return event.lane() == TELLING_LANE
                ? send(
                        TargetChannel.RESULTS,
                        Nonce.of(event.getClass().getSimpleName(), order.id()),
                        text.formatted(
                                Markup.nameOrCode(order.requester().name()),
                                Markup.colonAndReason(order.reason())))
                : List.of();
    }

    private static List<DiscordAction> ofPool(FleetEvent.OfPool event, Order order, String text) {
        return send(
                TargetChannel.WORKER_POOL,
                Nonce.of(event.getClass().getSimpleName(), event.pool(), order.id()),
                text.formatted(
                        event.pool(),
                        Markup.nameOrCode(order.requester().name()),
                        Markup.colonAndReason(order.reason())));
    }

    private static List<DiscordAction> send(TargetChannel channel, String nonce, String text) {
        return List.of(new SendMessage(channel, new Post(nonce, text, List.of())));
    }
}
