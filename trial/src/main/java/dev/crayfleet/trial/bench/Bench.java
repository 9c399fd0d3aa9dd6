package dev.crayfleet.trial.bench;

import dev.crayfleet.trial.bench.BenchReport.KafkaLatency;
import dev.crayfleet.trial.bench.BenchReport.MemoryUse;
import dev.crayfleet.trial.measure.Machine;
import dev.crayfleet.trial.measure.Rounding;
import dev.crayfleet.trial.process.ProcessFleet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** One run: Kafka alone, then a dispatcher and a runner on the same broker, each in its own JVM. */
final class Bench {
    private final BenchPlan plan;
    private final BenchOptions options;
    private final Consumer<String> progress;
    private final String runId = "%06x".formatted(ThreadLocalRandom.current().nextInt(0x1000000));

    Bench(BenchPlan plan, BenchOptions options, Consumer<String> progress) {
        this.plan = plan;
        this.options = options;
        this.progress = progress;
    }

    /**
     * @throws IllegalStateException with a sentence for people, if something does not work
     */
    BenchReport run() throws InterruptedException {
        Instant started = Instant.now();
        double loadBefore = Machine.loadAverage();
        Set<BenchPart> parts = options.parts();
        IdleBench.IdleResults idle =
                parts.contains(BenchPart.IDLE) ? measureIdle() : IdleBench.IdleResults.NONE;
        KafkaBench.KafkaResults baseline = KafkaBench.KafkaResults.NONE;
        TaskBench.TaskResults tasks = TaskBench.TaskResults.NONE;
        List<MemoryUse> memory = new ArrayList<>();
        try (ProcessFleet processes = ProcessFleet.in(options.folder(), Map.of())) {
            if (parts.contains(BenchPart.KAFKA) || BenchPart.needsTasks(parts)) {
                BenchFleet fleet = new BenchFleet(processes, options, runId, progress);
                baseline =
                        new KafkaBench(plan.kafka(), fleet.kafka(), runId, progress)
                                .measure(parts.contains(BenchPart.KAFKA));
                if (BenchPart.needsTasks(parts)) {
                    tasks = measureTasks(fleet, baseline.latencies(), memory);
                }
            }
        }
        return new BenchReport(
                setup(started, loadBefore),
                BenchTargets.judge(
                        tasks.starts(), tasks.throughput(), tasks.fullDispatcher(), idle.costs()),
                baseline.latencies(),
                baseline.rates(),
                tasks.starts(),
                tasks.throughput(),
                memory,
                idle.costs(),
                tasks.failures().plus(idle.failures()));
    }

    /** In new processes, which have done nothing else. */
    private IdleBench.IdleResults measureIdle() throws InterruptedException {
        IdleBench bench = new IdleBench(plan.idle(), runId, progress);
        try (ProcessFleet processes = ProcessFleet.in(options.folder().resolve("idle"), Map.of())) {
            IdleCost local = bench.measureLocalFleet(processes);
            BenchFleet fleet = new BenchFleet(processes, options, runId, progress);
            fleet.startStages();
            IdleBench.IdleResults results = bench.measureDispatcher(fleet);
            List<IdleCost> costs = new ArrayList<>(results.costs());
            costs.addFirst(local);
            return new IdleBench.IdleResults(costs, results.failures());
        }
    }

    private TaskBench.TaskResults measureTasks(
            BenchFleet fleet, List<KafkaLatency> baseline, List<MemoryUse> memory)
            throws InterruptedException {
        fleet.startStages();
        memory.addAll(stageMemory(fleet, "at the start"));
        TaskBench.TaskResults results =
                new TaskBench(plan.tasks(), fleet, runId, progress)
                        .measure(options.parts(), baseline);
        if (results.fullDispatcher() != null) {
            memory.add(results.fullDispatcher());
        }
        memory.addAll(stageMemory(fleet, "at the end"));
        fleet.broker()
                .ifPresent(broker -> memory.add(MemoryUse.measure("broker", broker, "at the end")));
        return results;
    }

    private static List<MemoryUse> stageMemory(BenchFleet fleet, String when) {
        return List.of(
                MemoryUse.measure("dispatcher", fleet.dispatcher(), when),
                MemoryUse.measure("runner", fleet.runnerHost(), when));
    }

    private BenchReport.BenchSetup setup(Instant started, double loadBefore) {
        Machine machine = Machine.current();
        String broker = options.broker().address();
        return new BenchReport.BenchSetup(
                started.truncatedTo(ChronoUnit.SECONDS).toString(),
                options.command(),
                machine.cores(),
                machine.system(),
                machine.java(),
                loadBefore,
                Machine.loadAverage(),
                broker == null ? "started" : broker,
                options.slots(),
                options.heaps().dispatcherMb(),
                options.heaps().runnerMb(),
                new TreeMap<>(options.settings()),
                Rounding.to1(Duration.between(started, Instant.now()).toMillis() / 1e3));
    }
}
