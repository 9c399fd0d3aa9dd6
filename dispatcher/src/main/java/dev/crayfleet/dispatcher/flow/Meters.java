package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.Ledger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** Every meter of the dispatcher. Counters count since the start of the process. */
final class Meters {
    private final Map<Integer, Ledger.Census> lanes = new ConcurrentHashMap<>();
    private final Counter accepted;
    private final Counter duplicates;
    private final Counter claims;
    private final Counter retries;
    private final Counter stale;
    private final Counter lostRunners;
    private final Counter deadLetters;
    private final Counter moved;
    private final Counter coreFailed;
    private final Map<TaskStatus, Counter> finished = new EnumMap<>(TaskStatus.class);

    Meters(MeterRegistry registry) {
        accepted = registry.counter("crayfleet.tasks.accepted");
        duplicates = registry.counter("crayfleet.tasks.duplicates");
        claims = registry.counter("crayfleet.claims");
        retries = registry.counter("crayfleet.retries");
        stale = registry.counter("crayfleet.runs.stale");
        lostRunners = registry.counter("crayfleet.runners.lost");
        deadLetters = registry.counter("crayfleet.dead.letters");
        moved = registry.counter("crayfleet.tasks.moved");
        coreFailed = registry.counter("crayfleet.core.failed");
        for (TaskStatus status : TaskStatus.values()) {
            finished.put(
                    status, registry.counter("crayfleet.tasks.finished", "status", status.word()));
        }
        gauge(registry, "crayfleet.tasks.queued", Ledger.Census::queued);
        gauge(registry, "crayfleet.tasks.claimed", Ledger.Census::claimed);
        gauge(registry, "crayfleet.tasks.running", Ledger.Census::running);
        gauge(registry, "crayfleet.tasks.backing.off", Ledger.Census::backingOff);
        gauge(registry, "crayfleet.runners", Ledger.Census::runners);
        gauge(registry, "crayfleet.slots", Ledger.Census::slots);
        Gauge.builder("crayfleet.lanes.busy", lanes, Map::size).register(registry);
    }

    void count(Decision decision) {
        for (TaskEvent event : decision.events()) {
            switch (event) {
                case TaskEvent.TaskQueued queued -> accepted.increment();
                case TaskEvent.DuplicateIgnored duplicate -> duplicates.increment();
                case TaskEvent.RetryScheduled retry -> retries.increment();
                case TaskEvent.StaleRunIgnored ignored -> stale.increment();
                case TaskEvent.RunnerLost lost -> lostRunners.increment();
                case TaskEvent.TaskFinished ended -> {
                    Counter counter = finished.get(ended.status());
                    if (counter != null) {
                        counter.increment();
                    }
                }
                case TaskEvent.TaskClaimed claimed -> claims.increment();
                case TaskEvent.AgentSpawned spawned -> {}
                case TaskEvent.TaskProgressed progressed -> {}
                case TaskEvent.RunnerReady ready -> {}
                case TaskEvent.RunnerDrains drains -> {}
                case TaskEvent.RunnerGone gone -> {}
            }
        }
    }

    void census(int lane, Ledger.Census census) {
        if (census.equals(Ledger.Census.NONE)) {
            lanes.remove(lane);
        } else {
            lanes.put(lane, census);
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

    private void gauge(MeterRegistry registry, String name, ToIntFunction<Ledger.Census> what) {
        Gauge.builder(name, lanes, all -> all.values().stream().mapToInt(what).sum())
                .register(registry);
    }
}
