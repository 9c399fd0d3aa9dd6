package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.PoolCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The gauges of pools, which show counts of the ledger. Pools that a runner serves have gauges of
 * their own, up to a limit; all other pools share one set.
 */
final class PoolMeters {
    /** The name of all pools without meters of their own; no pool can be called so. */
    static final String OTHER = "(other)";

    /** Pools of one lane that have meters of their own. */
    private static final int MAX_POOLS = 200;

    private static final Map<String, ToDoubleFunction<PoolCounts>> BY_STATE =
            Map.of(
                    "awaiting-approval", counts -> counts.tasks().awaitingApproval(),
                    "queued", counts -> counts.tasks().queued(),
                    "claimed", counts -> counts.tasks().claimed(),
                    "running", counts -> counts.tasks().running(),
                    "backing-off", counts -> counts.tasks().backingOff());
    private static final Map<String, ToDoubleFunction<PoolCounts>> BY_STATUS =
            Map.of(
                    "succeeded", counts -> counts.totals().succeeded(),
                    "failed", counts -> counts.totals().failed(),
                    "cancelled", counts -> counts.totals().cancelled(),
                    "expired", counts -> counts.totals().expired());

    private final MeterRegistry registry;
    private final Map<Integer, Map<Pool, PoolCounts>> lanes = new ConcurrentHashMap<>();

    /** By lane, the meters of the pools that have their own; guarded by itself. */
    private final Map<Integer, Map<Pool, List<Meter>>> ownMeters = new HashMap<>();

    private final Set<Pool> poolsWithOwnMeters = ConcurrentHashMap.newKeySet();

    PoolMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("crayfleet.lanes.busy", lanes, Map::size).register(registry);
        register(OTHER, this::countsOfOthers);
    }

    /** Which pools of a lane a meter counts. */
    private interface PoolSelection {
        Stream<PoolCounts> of(Map<Pool, PoolCounts> lane);
    }

    /**
     * @param counts of all pools of the lane; empty where it is given up
     */
    void update(int lane, Map<Pool, PoolCounts> counts) {
        synchronized (ownMeters) {
            if (counts.isEmpty()) {
                lanes.remove(lane);
            } else {
                lanes.put(lane, counts);
            }
            Map<Pool, List<Meter>> own = ownMeters.computeIfAbsent(lane, number -> new HashMap<>());
            removeUnserved(own, counts);
            addServed(own, counts);
        }
    }

    private void removeUnserved(Map<Pool, List<Meter>> own, Map<Pool, PoolCounts> counts) {
        own.entrySet()
                .removeIf(each -> {
                    PoolCounts now = counts.get(each.getKey());
                    boolean isUnserved = now == null || !now.runners().isServed();
                    if (isUnserved) {
                        each.getValue().forEach(registry::remove);
                        poolsWithOwnMeters.remove(each.getKey());
                    }
                    return isUnserved;
                });
    }

    private void addServed(Map<Pool, List<Meter>> own, Map<Pool, PoolCounts> counts) {
        counts.forEach((pool, now) -> {
            if (now.runners().isServed()
                    && own.size() < MAX_POOLS
                    && poolsWithOwnMeters.add(pool)) {
                own.put(pool, register(pool.value(), lane -> countsOf(pool, lane)));
            }
        });
    }

    private List<Meter> register(String name, PoolSelection pools) {
        List<Meter> meters = new ArrayList<>();
        Tags tags = Tags.of("pool", name);
        meters.add(
                gauge(pools, "crayfleet.tasks.accepted", tags, each -> each.totals().accepted()));
        BY_STATE.forEach((state, count) ->
                meters.add(gauge(pools, "crayfleet.tasks", tags.and("state", state), count)));
        BY_STATUS.forEach((status, count) ->
                meters.add(
                        gauge(pools, "crayfleet.tasks.ended", tags.and("status", status), count)));
        meters.add(gauge(pools, "crayfleet.ledger.missing", tags, PoolCounts::missing));
        meters.add(gauge(pools, "crayfleet.runners", tags, each -> each.runners().ready()));
        meters.add(gauge(pools, "crayfleet.slots", tags, each -> each.runners().slots()));
        return meters;
    }

    private Gauge gauge(
            PoolSelection pools, String name, Tags tags, ToDoubleFunction<PoolCounts> count) {
        return Gauge.builder(
                        name,
                        lanes,
                        all -> all.values().stream().flatMap(pools::of).mapToDouble(count).sum())
                .tags(tags)
                .register(registry);
    }

    private static Stream<PoolCounts> countsOf(Pool pool, Map<Pool, PoolCounts> lane) {
        PoolCounts counts = lane.get(pool);
        return counts == null ? Stream.empty() : Stream.of(counts);
    }

    private Stream<PoolCounts> countsOfOthers(Map<Pool, PoolCounts> lane) {
        return lane.entrySet().stream()
                .filter(each -> !poolsWithOwnMeters.contains(each.getKey()))
                .map(Map.Entry::getValue);
    }
}
