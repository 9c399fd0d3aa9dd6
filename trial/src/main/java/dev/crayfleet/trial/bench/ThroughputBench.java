package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.trial.bench.BenchReport.MemoryUse;
import dev.crayfleet.trial.bench.BenchReport.ThroughputRun;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.TaskTimeline;
import dev.crayfleet.trial.measure.CpuTimes;
import dev.crayfleet.trial.measure.Rounding;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Measures how many tasks a second have a result, and the processor time of each. */
final class ThroughputBench {
    private static final Duration MIN_RESULTS_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PERMIT_TIMEOUT = Duration.ofSeconds(30);

    /** A run that is slower than this is given up. */
    private static final int MIN_TASKS_PER_SECOND = 100;

    private final BenchFleet fleet;
    private final FleetClient client;
    private final TaskSource source;
    private final ResultWatch results;
    private final BenchPlan.TaskPlan plan;
    private final Consumer<String> progress;
    private final Map<String, ProcessHandle> processes;

    ThroughputBench(
            BenchFleet fleet,
            FleetClient client,
            TaskSource source,
            ResultWatch results,
            BenchPlan.TaskPlan plan,
            Consumer<String> progress) {
        this.fleet = fleet;
        this.client = client;
        this.source = source;
        this.results = results;
        this.plan = plan;
        this.progress = progress;
        this.processes = fleet.handles();
        processes.put("bench", ProcessHandle.current());
    }

    /**
     * @param fullDispatcher memory of the dispatcher while all tasks were queued
     */
    record BacklogRun(ThroughputRun throughput, MemoryUse fullDispatcher) {}

    /** Submits tasks while a runner works, with a limited number unfinished at a time. */
    ThroughputRun steady(String prefix, int tasks) throws InterruptedException {
        Semaphore permits = new Semaphore(plan.maxInFlight());
        ResultWatch.ResultBatch batch = results.expect(prefix, tasks, permits::release);
        CpuTimes before = CpuTimes.of(processes);
        long started = System.nanoTime();
        source.submit(prefix, tasks, permits, PERMIT_TIMEOUT);
        batch.await(resultsTimeout(tasks));
        double perSecond = tasks * 1e9 / (System.nanoTime() - started);
        return report(new ThroughputRun(Rounding.to1(perSecond), cpuMsSince(before, tasks)));
    }

    /** Submits all tasks first; then a runner joins, and the time from then on counts. */
    BacklogRun backlog(String prefix, int tasks, RunnerId runner) throws InterruptedException {
        ResultWatch.ResultBatch batch = results.expect(prefix, tasks, () -> {});
        source.submit(prefix, tasks, 0);
        client.awaitQueued(tasks, resultsTimeout(tasks));
        MemoryUse fullDispatcher =
                MemoryUse.measure(
                        "dispatcher", fleet.dispatcher(), "%,d tasks queued".formatted(tasks));
        progress.accept(
                format(
                        "memory of the dispatcher, %s: %.0f MiB",
                        fullDispatcher.when(), fullDispatcher.rss()));
        try (TaskTimeline timeline = new TaskTimeline(fleet.kafka(), source.pool(), runner)) {
            TaskTimeline.TimelineOffsets start = timeline.currentOffsets();
            CpuTimes before = CpuTimes.of(processes);
            client.join(runner);
            long lastResult = batch.await(resultsTimeout(tasks));
            Map<String, Double> cpuMs = cpuMsSince(before, tasks);
            TaskTimeline.TaskTimestamps times = timeline.since(start, prefix, tasks);
            long joined = times.joined();
            client.leave();
            ThroughputRun run =
                    report(
                            new ThroughputRun(
                                    Rounding.to1(tasks * 1e6 / (lastResult - joined)), cpuMs));
            progress.accept(
                    "claims came %d ms after the runner, the first start after %d ms, the last after %d ms, the last result after %d ms"
                            .formatted(
                                    msBetween(joined, Arrays.stream(times.claimed()).min()),
                                    msBetween(joined, Arrays.stream(times.started()).min()),
                                    msBetween(joined, Arrays.stream(times.started()).max()),
                                    (lastResult - joined) / 1_000));
            return new BacklogRun(run, fullDispatcher);
        }
    }

    private static Duration resultsTimeout(int tasks) {
        return MIN_RESULTS_TIMEOUT.plusSeconds(tasks / MIN_TASKS_PER_SECOND);
    }

    private static long msBetween(long fromMicros, OptionalLong toMicros) {
        return (toMicros.orElse(fromMicros) - fromMicros) / 1_000;
    }

    private ThroughputRun report(ThroughputRun run) {
        progress.accept(
                format(
                        "%,.0f results a second, CPU for each, ms: %s",
                        run.perSecond(), run.cpuMs()));
        return run;
    }

    private Map<String, Double> cpuMsSince(CpuTimes before, int tasks) {
        return CpuTimes.of(processes).since(before, 1e6 * tasks);
    }
}
