package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.FleetEvent;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.DelegationRefusal;
import dev.crayfleet.dispatcher.ledger.HoldsView;
import dev.crayfleet.dispatcher.ledger.PoolCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All meters of the dispatcher. Counters start at 0 with the process. Counts by pool come from the
 * ledger and outlive the process. For each pool: accepted = the sum of {@code crayfleet.tasks} over
 * its states + the sum of {@code crayfleet.tasks.ended} over its statuses, else {@code
 * crayfleet.ledger.missing} is not 0.
 */
final class Meters {
    private final Map<String, Counter> refusals;
    private final Map<String, Counter> refusedDelegations;
    private final Counter delegations;
    private final Counter deniedDelegations;
    private final PoolMeters pools;
    private final Counter duplicates;
    private final Counter claims;
    private final Counter retries;
    private final Counter staleRuns;
    private final Counter lostRunners;
    private final Counter quarantines;
    private final Counter deadLetters;
    private final Counter moved;
    private final Counter coreFailures;
    private final Map<Integer, HoldsView> holds = new ConcurrentHashMap<>();

    Meters(MeterRegistry registry) {
        refusals =
                Stream.of(
                                "submit", "cancel", "replay", "approve", "stop", "resume", "pause",
                                "drain")
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        action -> action,
                                        action ->
                                                registry.counter(
                                                        "crayfleet.requests.refused",
                                                        "action",
                                                        action)));
        refusedDelegations =
                Stream.of(DelegationRefusal.values())
                        .map(DelegationRefusal::word)
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        word -> word,
                                        word ->
                                                registry.counter(
                                                        "crayfleet.delegations.refused",
                                                        "reason",
                                                        word)));
        delegations = registry.counter("crayfleet.delegations");
        deniedDelegations = registry.counter("crayfleet.delegations.denied");
        duplicates = registry.counter("crayfleet.tasks.duplicates");
        claims = registry.counter("crayfleet.claims");
        retries = registry.counter("crayfleet.retries");
        staleRuns = registry.counter("crayfleet.runs.stale");
        lostRunners = registry.counter("crayfleet.runners.lost");
        quarantines = registry.counter("crayfleet.runners.quarantined");
        deadLetters = registry.counter("crayfleet.dead.letters");
        moved = registry.counter("crayfleet.tasks.moved");
        coreFailures = registry.counter("crayfleet.core.failed");
        holdGauge(registry, "crayfleet.lanes.stopped", lane -> lane.stop() == null ? 0 : 1);
        holdGauge(registry, "crayfleet.pools.paused", lane -> lane.paused().size());
        pools = new PoolMeters(registry);
    }

    void count(Decision decision) {
        for (TaskEvent event : decision.events()) {
            switch (event) {
                case TaskEvent.DuplicateIgnored duplicate -> duplicates.increment();
                case TaskEvent.RetryScheduled retry -> retries.increment();
                case TaskEvent.StaleRunIgnored stale -> staleRuns.increment();
                case TaskEvent.RunnerLost lost -> lostRunners.increment();
                case TaskEvent.RunnerQuarantined quarantined -> quarantines.increment();
                case TaskEvent.TaskClaimed claimed -> claims.increment();
                case TaskEvent.ApprovalAwaited awaited -> {}
                case TaskEvent.TaskQueued queued -> {}
                case TaskEvent.QueueMoved queueMoved -> {}
                case TaskEvent.TaskUnserved unserved -> {}
                case TaskEvent.TaskFinished finished -> {}
                case TaskEvent.AgentSpawned spawned -> {}
                case TaskEvent.TaskProgressed progressed -> {}
                case TaskEvent.RunnerReady ready -> {}
                case TaskEvent.RunnerRecovered recovered -> {}
                case TaskEvent.RunnerDrains draining -> {}
                case TaskEvent.RunnerGone gone -> {}
                case TaskEvent.SlotLent lent -> {}
                case TaskEvent.TaskDelegated delegated -> delegations.increment();
                case TaskEvent.DelegationDenied denied -> deniedDelegations.increment();
                case TaskEvent.DelegationRefused refused -> countRefusal(refused);
                case TaskEvent.TaskRequestRefused refused -> countRefusal(refused.action());
                case FleetEvent.LaneOrderRefused refused -> countRefusal(refused.action());
                case FleetEvent.PoolOrderRefused refused -> countRefusal(refused.action());
                case FleetEvent ofFleet -> {}
            }
        }
    }

    private void countRefusal(TaskEvent.DelegationRefused refused) {
        Counter counter = refusedDelegations.get(refused.kind());
        if (counter != null) {
            counter.increment();
        }
    }

    private void countRefusal(String action) {
        Counter counter = refusals.get(action);
        if (counter != null) {
            counter.increment();
        }
    }

    /**
     * @param counts of all pools of the lane; empty where it is given up
     */
    void updateCounts(int lane, Map<Pool, PoolCounts> counts) {
        pools.update(lane, counts);
    }

    /**
     * @param now what holds up the lane; absent where it is given up
     */
    void updateHolds(int lane, @Nullable HoldsView now) {
        if (now == null) {
            holds.remove(lane);
        } else {
            holds.put(lane, now);
        }
    }

    private void holdGauge(MeterRegistry registry, String name, ToDoubleFunction<HoldsView> count) {
        Gauge.builder(name, holds, lanes -> lanes.values().stream().mapToDouble(count).sum())
                .register(registry);
    }

    void countDeadLetter() {
        deadLetters.increment();
    }

    /** A task was forwarded to the lane of its pool. */
    void countMoved() {
        moved.increment();
    }

    void countCoreFailure() {
        coreFailures.increment();
    }
}
