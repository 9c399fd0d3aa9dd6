package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.dispatcher.ledger.Census;
import dev.crayfleet.dispatcher.ledger.Decision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Every meter of the dispatcher. Counters count since the start of the process; what is told by
 * pool is the ledger's own count and outlives it. For each pool holds: accepted = the sum of {@code
 * crayfleet.tasks} over its states + the sum of {@code crayfleet.tasks.ended} over its statuses,
 * else {@code crayfleet.ledger.missing} is not 0.
 */
final class Meters {
    private final MeterRegistry registry;
    private final Map<Integer, Map<Pool, Census>> lanes = new ConcurrentHashMap<>();
    private final Set<Pool> known = ConcurrentHashMap.newKeySet();
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
     * @param census empty where the lane is given up
     */
    void census(int lane, Map<Pool, Census> census) {
        if (census.isEmpty()) {
            lanes.remove(lane);
            return;
        }
        lanes.put(lane, census);
        for (Pool pool : census.keySet()) {
            if (known.add(pool)) {
                register(pool);
            }
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

    private void register(Pool pool) {
        gauge(pool, "crayfleet.tasks.accepted", Tags.empty(), c -> c.tally().accepted());
        state(pool, "awaiting-approval", Census::awaiting);
        state(pool, "queued", Census::queued);
        state(pool, "claimed", Census::claimed);
        state(pool, "running", Census::running);
        state(pool, "backing-off", Census::backingOff);
        ended(pool, "succeeded", c -> c.tally().succeeded());
        ended(pool, "failed", c -> c.tally().failed());
        ended(pool, "cancelled", c -> c.tally().cancelled());
        ended(pool, "expired", c -> c.tally().expired());
        gauge(pool, "crayfleet.ledger.missing", Tags.empty(), Census::missing);
        gauge(pool, "crayfleet.runners", Tags.empty(), Census::runners);
        gauge(pool, "crayfleet.slots", Tags.empty(), Census::slots);
    }

    private void state(Pool pool, String state, ToDoubleFunction<Census> what) {
        gauge(pool, "crayfleet.tasks", Tags.of("state", state), what);
    }

    private void ended(Pool pool, String status, ToDoubleFunction<Census> what) {
        gauge(pool, "crayfleet.tasks.ended", Tags.of("status", status), what);
    }

    /** 0 once the pool's lane has gone elsewhere: who has it tells the rest. */
    private void gauge(Pool pool, String name, Tags tags, ToDoubleFunction<Census> what) {
        Gauge.builder(
                        name,
                        lanes,
                        all ->
                                all.values().stream()
                                        .map(pools -> pools.get(pool))
                                        .filter(census -> census != null)
                                        .mapToDouble(what)
                                        .sum())
                .tags(tags.and("pool", pool.value()))
                .register(registry);
    }
}
