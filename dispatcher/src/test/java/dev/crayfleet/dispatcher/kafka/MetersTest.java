package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.HoldsView;
import dev.crayfleet.dispatcher.ledger.HoldsView.PauseView;
import dev.crayfleet.dispatcher.ledger.HoldsView.StopView;
import dev.crayfleet.dispatcher.ledger.PoolCounts;
import dev.crayfleet.dispatcher.ledger.PoolTotals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Pools that anybody can name do not become meters. */
class MetersTest {
    private static final Pool SERVED = new Pool("default");
    private static final Pool ALSO = new Pool("auditor");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    @Test
    void aPoolHasItsOwnMetersAsLongAsItIsServed() {
        meters.updateCounts(0, Map.of(SERVED, counts(SERVED, true, 3)));
        assertThat(queued("default")).isEqualTo(3);
        assertThat(queued(PoolMeters.OTHER)).isZero();
        meters.updateCounts(0, Map.of(SERVED, counts(SERVED, false, 4)));
        assertThat(meters("default")).isZero();
        assertThat(queued(PoolMeters.OTHER)).isEqualTo(4);
        meters.updateCounts(0, Map.of(SERVED, counts(SERVED, true, 5)));
        assertThat(queued("default")).isEqualTo(5);
        assertThat(queued(PoolMeters.OTHER)).isZero();
    }

    @Test
    void stoppedLanesAndPausedPoolsAreCountedUntilTheyAreGivenUp() {
        Instant at = Instant.EPOCH;
        StopView stop = new StopView(3, "s-1", "Ada", "loops", at, at, null);
        PauseView pause = new PauseView("default", "p-1", "Ada", null, at, at);
        meters.updateHolds(3, new HoldsView(stop, List.of(pause), List.of()));
        meters.updateHolds(4, new HoldsView(null, List.of(), List.of()));
        assertThat(registry.get("crayfleet.lanes.stopped").gauge().value()).isEqualTo(1);
        assertThat(registry.get("crayfleet.pools.paused").gauge().value()).isEqualTo(1);
        meters.updateHolds(3, null);
        assertThat(registry.get("crayfleet.lanes.stopped").gauge().value()).isZero();
        assertThat(registry.get("crayfleet.pools.paused").gauge().value()).isZero();
    }

    @Test
    void unservedPoolsShareOneSetOfMeters() {
        Map<Pool, PoolCounts> lane = new TreeMap<>();
        lane.put(SERVED, counts(SERVED, true, 1));
        for (int i = 0; i < 1_000; i++) {
            Pool typo = new Pool("typo-" + i);
            lane.put(typo, counts(typo, false, 2));
        }
        int before = registry.getMeters().size();
        meters.updateCounts(0, lane);
        assertThat(registry.getMeters()).hasSize(before + 13);
        assertThat(queued(PoolMeters.OTHER)).isEqualTo(2_000);
        assertThat(value(PoolMeters.OTHER, "crayfleet.tasks.accepted", "", "")).isEqualTo(2_000);
        assertThat(value(PoolMeters.OTHER, "crayfleet.ledger.missing", "", "")).isZero();
    }

    @Test
    void noMoreThan200PoolsOfALaneHaveTheirOwnMeters() {
        Map<Pool, PoolCounts> lane = new TreeMap<>();
        for (int i = 0; i < 201; i++) {
            Pool pool = new Pool("pool-" + i);
            lane.put(pool, counts(pool, true, 1));
        }
        meters.updateCounts(0, lane);
        assertThat(queued(PoolMeters.OTHER)).isEqualTo(1);
        assertThat(registry.find("crayfleet.slots").gauges()).hasSize(201);
    }

    @Test
    void metersAreRemovedWithTheirLane() {
        meters.updateCounts(0, Map.of(SERVED, counts(SERVED, true, 3)));
        meters.updateCounts(1, Map.of(ALSO, counts(ALSO, true, 4)));
        meters.updateCounts(0, Map.of());
        assertThat(meters("default")).isZero();
        assertThat(queued("auditor")).isEqualTo(4);
        assertThat(registry.get("crayfleet.lanes.busy").gauge().value()).isEqualTo(1);
        meters.updateCounts(1, Map.of());
        assertThat(meters("auditor")).isZero();
    }

    @Test
    void noPoolCanHaveTheNameOfTheOthers() {
        assertThatThrownBy(() -> new Pool(PoolMeters.OTHER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PoolCounts counts(Pool pool, boolean isServed, int queued) {
        return new PoolCounts(
                new PoolCounts.Tasks(0, queued, 0, 0, 0),
                new PoolCounts.Runners(1, 1, isServed),
                new PoolTotals(pool, queued, 0, 0, 0, 0, null));
    }

    private double queued(String pool) {
        return value(pool, "crayfleet.tasks", "state", "queued");
    }

    private double value(String pool, String name, String tag, String value) {
        return registry.get(name).tag("pool", pool).gauges().stream()
                .filter(gauge -> tag.isEmpty() || value.equals(gauge.getId().getTag(tag)))
                .mapToDouble(Gauge::value)
                .sum();
    }

    private long meters(String pool) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> pool.equals(id.getTag("pool")))
                .count();
    }
}
