package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Order;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What holds up a lane because somebody has said so, as it is shown.
 *
 * @param stop absent while the lane is not stopped
 * @param runners all that are not lost, by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldsView(
        @Nullable StopView stop, List<PauseView> paused, List<RunnerAgents> runners) {
    /**
     * An emergency stop of one lane.
     *
     * @param id of the order to stop
     * @param requestedAt by the clock of whoever ordered it
     * @param since when the lane was stopped
     * @param haltedAt when its last agent had ended; absent until then
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StopView(
            int lane,
            String id,
            String by,
            @Nullable String reason,
            Instant requestedAt,
            Instant since,
            @Nullable Instant haltedAt) {
        static StopView of(LaneStop.Current stop) {
            Order order = stop.order();
            return new StopView(
                    stop.lane(),
                    order.id(),
                    order.requester().name(),
                    order.reason(),
                    order.requestedAt(),
                    stop.since(),
                    stop.haltedAt());
        }

        /** {@code Ada: agents delete files}. */
        public String byAndWhy() {
            return reason == null ? by : by + ": " + reason;
        }
    }

    /** A pool of which nothing is claimed; its fields as those of {@link StopView}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PauseView(
            String pool,
            String id,
            String by,
            @Nullable String reason,
            Instant requestedAt,
            Instant since) {
        static PauseView of(PoolPause pause) {
            Order order = pause.order();
            return new PauseView(
                    pause.pool().value(),
                    order.id(),
                    order.requester().name(),
                    order.reason(),
                    order.requestedAt(),
                    pause.since());
        }
    }

    /**
     * @param agents that it runs, as far as is known, those among them that it should have stopped
     */
    public record RunnerAgents(String runner, int agents) {}

    static HoldsView of(Ledger ledger) {
        LaneStop.Current stop = ledger.holds().stop().current();
        SortedMap<String, Integer> agents = new TreeMap<>();
        ledger.pools()
                .states()
                .values()
                .forEach(pool ->
                        pool.runners()
                                .forEach((holder, slots) -> {
                                    if (!slots.is(RunnerEntry.Standing.LOST)) {
                                        agents.merge(
                                                holder.runner().value(),
                                                slots.holds() + slots.orphans(),
                                                Integer::sum);
                                    }
                                }));
        return new HoldsView(
                stop == null ? null : StopView.of(stop),
                ledger.holds().paused().stream().map(PauseView::of).toList(),
                agents.entrySet().stream()
                        .map(each -> new RunnerAgents(each.getKey(), each.getValue()))
                        .toList());
    }
}
