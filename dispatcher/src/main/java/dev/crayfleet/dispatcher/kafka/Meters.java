package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.PoolCounts;
import io.micrometer.core.instrument.Counter;
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
 * Every meter of the dispatcher. Counters count since the start of the process; what is told by
 * pool is the ledger's own count and outlives it. For each pool holds: accepted = the sum of {@code
 * crayfleet.tasks} over its states + the sum of {@code crayfleet.tasks.ended} over its statuses,
 * else {@code crayfleet.ledger.missing} is not 0.
 */
final class Meters {
    /** All pools without meters of their own; no pool can be called so. */
    static final String OTHER = "(other)";

    /** Of one lane, which have meters of their own. */
    private static final int MAX_POOLS = 200;

    private static final Map<String, ToDoubleFunction<PoolCounts>> STATES =
            Map.of(
                    "awaiting-approval", PoolCounts::awaiting,
                    "queued", PoolCounts::queued,
                    "claimed", PoolCounts::claimed,
                    "running", PoolCounts::running,
                    "backing-off", PoolCounts::backingOff);
    private static final Map<String, ToDoubleFunction<PoolCounts>> ENDS =
            Map.of(
                    "succeeded", c -> c.tally().succeeded(),
                    "failed", c -> c.tally().failed(),
                    "cancelled", c -> c.tally().cancelled(),
                    "expired", c -> c.tally().expired());

    private final MeterRegistry registry;
    private final Map<Integer, Map<Pool, PoolCounts>> lanes = new ConcurrentHashMap<>();

    /** By lane, the pools that have meters of their own; guarded by itself. */
    private final Map<Integer, Map<Pool, List<Meter>>> own = new HashMap<>();

    private final Set<Pool> named = ConcurrentHashMap.newKeySet();
    private final Counter duplicates;
    private final Counter claims;
    private final Counter retries;
    private final Counter stale;
    private final Counter lostRunners;
    private final Counter quarantines;
    private final Counter deadLetters;
    private final Counter moved;
    private final Counter coreFailed;

    Meters(MeterRegistry registry) {
        this.registry = registry;
        duplicates = registry.counter("crayfleet.tasks.duplicates");
        claims = registry.counter("crayfleet.claims");
        retries = registry.counter("crayfleet.retries");
        stale = registry.counter("crayfleet.runs.stale");
        lostRunners = registry.counter("crayfleet.runners.lost");
        quarantines = registry.counter("crayfleet.runners.quarantined");
        deadLetters = registry.counter("crayfleet.dead.letters");
        moved = registry.counter("crayfleet.tasks.moved");
        coreFailed = registry.counter("crayfleet.core.failed");
        Gauge.builder("crayfleet.lanes.busy", lanes, Map::size).register(registry);
        register(OTHER, this::others);
    }

    void count(Decision decision) {
        for (TaskEvent event : decision.events()) {
            switch (event) {
                case TaskEvent.DuplicateIgnored duplicate -> duplicates.increment();
                case TaskEvent.RetryScheduled retry -> retries.increment();
                case TaskEvent.StaleRunIgnored ignored -> stale.increment();
                case TaskEvent.RunnerLost lost -> lostRunners.increment();
                case TaskEvent.RunnerQuarantined failing -> quarantines.increment();
                case TaskEvent.TaskClaimed claimed -> claims.increment();
                case TaskEvent.ApprovalAwaited awaited -> {}
                case TaskEvent.TaskQueued queued -> {}
                case TaskEvent.QueueMoved moved -> {}
                case TaskEvent.TaskFinished ended -> {}
                case TaskEvent.AgentSpawned spawned -> {}
                case TaskEvent.TaskProgressed progressed -> {}
                case TaskEvent.RunnerReady ready -> {}
                case TaskEvent.RunnerRecovered recovered -> {}
                case TaskEvent.RunnerDrains drains -> {}
                case TaskEvent.RunnerGone gone -> {}
            }
        }
    }

    /**
     * @param census of all pools of the lane; empty where it is given up
     */
    void census(int lane, Map<Pool, PoolCounts> census) {
        synchronized (own) {
            if (census.isEmpty()) {
                lanes.remove(lane);
            } else {
                lanes.put(lane, census);
            }
            keep(lane, census);
        }
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void moved() {
        moved.increment();
    }

    void coreFailed() {
        coreFailed.increment();
    }

    private void keep(int lane, Map<Pool, PoolCounts> census) {
        Map<Pool, List<Meter>> mine = own.computeIfAbsent(lane, number -> new HashMap<>());
        mine.entrySet()
                .removeIf(each -> {
                    PoolCounts now = census.get(each.getKey());
                    boolean goes = now == null || !now.served();
                    if (goes) {
                        each.getValue().forEach(registry::remove);
                        named.remove(each.getKey());
                    }
                    return goes;
                });
        census.forEach((pool, now) -> {
            if (now.served() && mine.size() < MAX_POOLS && named.add(pool)) {
                mine.put(pool, register(pool.value(), all -> only(pool, all)));
            }
        });
    }

    private List<Meter> register(String name, Choice which) {
        List<Meter> meters = new ArrayList<>();
        Tags tags = Tags.of("pool", name);
        meters.add(gauge(which, "crayfleet.tasks.accepted", tags, c -> c.tally().accepted()));
        STATES.forEach((state, what) ->
                meters.add(gauge(which, "crayfleet.tasks", tags.and("state", state), what)));
        ENDS.forEach((status, what) ->
                meters.add(
                        gauge(which, "crayfleet.tasks.ended", tags.and("status", status), what)));
        meters.add(gauge(which, "crayfleet.ledger.missing", tags, PoolCounts::missing));
        meters.add(gauge(which, "crayfleet.runners", tags, PoolCounts::runners));
        meters.add(gauge(which, "crayfleet.slots", tags, PoolCounts::slots));
        return meters;
    }

    private Gauge gauge(Choice which, String name, Tags tags, ToDoubleFunction<PoolCounts> what) {
        return Gauge.builder(
                        name,
                        lanes,
                        all -> all.values().stream().flatMap(which::of).mapToDouble(what).sum())
                .tags(tags)
                .register(registry);
    }

    /** Of which pools of a lane a meter tells. */
    private interface Choice {
        Stream<PoolCounts> of(Map<Pool, PoolCounts> lane);
    }

    private static Stream<PoolCounts> only(Pool pool, Map<Pool, PoolCounts> lane) {
        PoolCounts census = lane.get(pool);
        return census == null ? Stream.empty() : Stream.of(census);
    }

    private Stream<PoolCounts> others(Map<Pool, PoolCounts> lane) {
        return lane.entrySet().stream()
                .filter(each -> !named.contains(each.getKey()))
                .map(Map.Entry::getValue);
    }
}
