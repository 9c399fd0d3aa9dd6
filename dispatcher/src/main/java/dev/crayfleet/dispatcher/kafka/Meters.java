package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.PoolCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/**
 * All meters of the dispatcher. Counters start at 0 with the process. Counts by pool come from the
 * ledger and outlive the process. For each pool: accepted = the sum of {@code crayfleet.tasks} over
 * its states + the sum of {@code crayfleet.tasks.ended} over its statuses, else {@code
 * crayfleet.ledger.missing} is not 0.
 */
final class Meters {
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

    Meters(MeterRegistry registry) {
        duplicates = registry.counter("crayfleet.tasks.duplicates");
        claims = registry.counter("crayfleet.claims");
        retries = registry.counter("crayfleet.retries");
        staleRuns = registry.counter("crayfleet.runs.stale");
        lostRunners = registry.counter("crayfleet.runners.lost");
        quarantines = registry.counter("crayfleet.runners.quarantined");
        deadLetters = registry.counter("crayfleet.dead.letters");
        moved = registry.counter("crayfleet.tasks.moved");
        coreFailures = registry.counter("crayfleet.core.failed");
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
            }
        }
    }

    /**
     * @param counts of all pools of the lane; empty where it is given up
     */
    void updateCounts(int lane, Map<Pool, PoolCounts> counts) {
        pools.update(lane, counts);
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
