package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.trial.bench.BenchPlan.BacklogLoad;
import dev.crayfleet.trial.bench.BenchPlan.PacedLoad;
import dev.crayfleet.trial.bench.BenchReport.KafkaLatency;
import dev.crayfleet.trial.bench.BenchReport.MemoryUse;
import dev.crayfleet.trial.bench.BenchReport.TaskStart;
import dev.crayfleet.trial.bench.BenchReport.Throughput;
import dev.crayfleet.trial.bench.BenchReport.ThroughputRun;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Rounding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures how fast a running fleet starts and finishes the tasks of one pool. */
final class TaskBench {
    private final BenchPlan.TaskPlan plan;
    private final BenchFleet fleet;
    private final String runId;
    private final Consumer<String> progress;
    private int phases;

    /**
     * @param fleet with its stages started
     * @param runId sets ids apart from those of other runs
     */
    TaskBench(BenchPlan.TaskPlan plan, BenchFleet fleet, String runId, Consumer<String> progress) {
        this.plan = plan;
        this.fleet = fleet;
        this.runId = runId;
        this.progress = progress;
    }

    /**
     * @param fullDispatcher memory of the dispatcher with the longest backlog; absent without one
     */
    record TaskResults(
            List<TaskStart> starts,
            List<Throughput> throughput,
            @Nullable MemoryUse fullDispatcher,
            FailureCounts failures) {
        static final TaskResults NONE =
                new TaskResults(List.of(), List.of(), null, FailureCounts.NONE);
    }

    /**
     * @param parts latency, throughput, or both
     * @param baseline latencies of the same broker, for the ratios
     * @throws IllegalStateException if a task has no result, or two
     */
    TaskResults measure(Set<BenchPart> parts, List<KafkaLatency> baseline)
            throws InterruptedException {
        try (TaskSource source =
                        new TaskSource(fleet.kafka(), BenchFleet.pool(runId), fleet.requester());
                ResultWatch results = new ResultWatch(fleet.kafka());
                FleetClient client = new FleetClient(fleet)) {
            ThroughputBench throughputBench =
                    new ThroughputBench(fleet, client, source, results, plan, progress);
            RunnerId runner = runnerId(1);
            client.join(runner);
            progress.accept("warming up with %,d tasks".formatted(plan.warmUp()));
            throughputBench.steady(nextPrefix(), plan.warmUp());
            List<TaskStart> starts = new ArrayList<>();
            if (parts.contains(BenchPart.LATENCY)) {
                for (PacedLoad load : plan.startLoads()) {
                    starts.add(startLatency(source, results, runner, load, baseline));
                }
            }
            if (!parts.contains(BenchPart.THROUGHPUT)) {
                client.leave();
                return new TaskResults(starts, List.of(), null, client.failures());
            }
            List<Throughput> throughput = new ArrayList<>();
            progress.accept("%,d tasks while the runner works".formatted(plan.steady()));
            throughput.add(
                    Throughput.of(
                            "steady",
                            plan.steady(),
                            List.of(throughputBench.steady(nextPrefix(), plan.steady()))));
            client.leave();
            MemoryUse fullDispatcher = measureBacklogs(throughputBench, throughput);
            return new TaskResults(starts, throughput, fullDispatcher, client.failures());
        }
    }

    /** Adds the throughput of each backlog; the dispatcher's memory with the last one. */
    private @Nullable MemoryUse measureBacklogs(
            ThroughputBench throughputBench, List<Throughput> throughput)
            throws InterruptedException {
        MemoryUse fullDispatcher = null;
        int runners = 1;
        for (BacklogLoad load : plan.backlogs()) {
            List<ThroughputRun> runs = new ArrayList<>();
            for (int number = 1; number <= load.runs(); number++) {
                progress.accept(
                        "backlog of %,d, %d of %d".formatted(load.tasks(), number, load.runs()));
                ThroughputBench.BacklogRun run =
                        throughputBench.backlog(nextPrefix(), load.tasks(), runnerId(++runners));
                runs.add(run.throughput());
                fullDispatcher = run.fullDispatcher();
            }
            throughput.add(Throughput.of("backlog", load.tasks(), runs));
        }
        return fullDispatcher;
    }

    private TaskStart startLatency(
            TaskSource source,
            ResultWatch results,
            RunnerId runner,
            PacedLoad load,
            List<KafkaLatency> baseline)
            throws InterruptedException {
        progress.accept("%,d tasks at %.0f a second".formatted(load.count(), load.perSecond()));
        StartLatency measured =
                StartLatency.measure(
                        fleet.kafka(),
                        BenchFleet.pool(runId),
                        runner,
                        source,
                        results,
                        nextPrefix(),
                        load);
        Latency latency = measured.total();
        KafkaLatency roundTrip = roundTrip(baseline, load.perSecond());
        TaskStart start =
                new TaskStart(
                        load.perSecond(),
                        latency,
                        measured.untilClaimed(),
                        measured.afterwards(),
                        Rounding.to3(latency.p50() / roundTrip.latency().p50()),
                        Rounding.to3(latency.p99() / roundTrip.latency().p99()),
                        roundTrip.perSecond());
        progress.accept(
                format(
                        "to the agent's start at %.0f a second: %s; %.1f× and %.1f× the raw round trip",
                        load.perSecond(), latency.summary(), start.p50Ratio(), start.p99Ratio()));
        return start;
    }

    /** Kafka's round trip at the same rate, or at the highest measured one. */
    private static KafkaLatency roundTrip(List<KafkaLatency> baseline, double perSecond) {
        List<KafkaLatency> roundTrips =
                baseline.stream()
                        .filter(each -> each.what().equals(BenchReport.ROUND_TRIP))
                        .toList();
        return roundTrips.stream()
                .filter(each -> each.perSecond() == perSecond)
                .findFirst()
                .orElseGet(() ->
                        roundTrips.stream()
                                .max(Comparator.comparingDouble(KafkaLatency::perSecond))
                                .orElseThrow());
    }

    private RunnerId runnerId(int number) {
        return new RunnerId("bench-" + runId + "-" + number);
    }

    private String nextPrefix() {
        return "bench-%s-%d-".formatted(runId, ++phases);
    }
}
