package dev.crayfleet.dispatcher.http;

import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.HoldsView;
import dev.crayfleet.dispatcher.ledger.Queries;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;

/** Asks all lanes whether somebody has stopped or paused something. */
@Singleton
@RequiresDispatcher
class HoldsSearch {
    private final ScatterGather scatterGather;

    HoldsSearch(ScatterGather scatterGather) {
        this.scatterGather = scatterGather;
    }

    /**
     * @param holds of the lanes that answer
     */
    record Found(FleetHolds holds, LaneCoverage coverage) {}

    /**
     * @param localOnly whether only this instance's lanes are asked
     */
    Found find(boolean localOnly) throws InterruptedException {
        int lanes = scatterGather.laneCount();
        ScatterGather.Gathered<FleetHolds> found =
                scatterGather.gather(
                        "/stop",
                        FleetHolds.class,
                        Queries::holds,
                        (Collection<HoldsView> views) ->
                                Optional.of(FleetHolds.ofLanes(lanes, views)),
                        localOnly);
        return new Found(
                FleetHolds.joined(lanes, found.answers(), found.coverage()), found.coverage());
    }
}
