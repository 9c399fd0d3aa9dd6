package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.BenchPlan.Backlog;
import dev.crayfleet.trial.bench.BenchPlan.Load;
import dev.crayfleet.trial.bench.Report.Memory;
import dev.crayfleet.trial.bench.Report.Raw;
import dev.crayfleet.trial.bench.Report.Start;
import dev.crayfleet.trial.bench.Report.Throughput;
import dev.crayfleet.trial.bench.Report.Timed;
import dev.crayfleet.trial.bench.Report.Trouble;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.TaskTimeline;
import dev.crayfleet.trial.measure.Http;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.ProcessMemory;
import dev.crayfleet.trial.measure.Rounding;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Measures one pool of a fleet that is there: a dispatcher, and a process for runners. */
final class FleetBench {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration SLACK = Duration.ofSeconds(60);
    private static final Duration STILL = Duration.ofSeconds(30);

    /** Slower than this many a second, and a run is given up. */
    private static final int HOPELESS = 100;

    private final BenchPlan plan;
    private final KafkaSettings kafka;
    private final String run;
    private final Child dispatcher;
    private final Child host;
    private final Map<String, ProcessHandle> processes;
    private final Consumer<String> progress;
    private int phases;
    private int runners;

    /**
     * @param run sets ids apart from those of other runs
     * @param dispatcher well
     * @param processes whose CPU time is told, by name
     * @param host a {@link RunnerHost}, well, whose runners serve the pool
     */
    FleetBench(
            BenchPlan plan,
            KafkaSettings kafka,
            String run,
            Child dispatcher,
            Child host,
            Map<String, ProcessHandle> processes,
            Consumer<String> progress) {
        this.plan = plan;
        this.kafka = kafka;
        this.run = run;
        this.dispatcher = dispatcher;
        this.host = host;
        this.processes = Map.copyOf(processes);
        this.progress = progress;
    }

    static Pool pool(String run) {
        return new Pool("bench-" + run);
    }

    /**
     * @param full the dispatcher with the longest backlog; absent where there was none
     */
    record Measured(
            List<Start> starts,
            List<Throughput> throughput,
            @Nullable Memory full,
            Trouble trouble) {}

    /** What a phase works with. */
    private record Tools(TaskSource source, ResultWatch results, Http http) {}

    /**
     * @param parts latency, throughput, or both
     * @param raw of the same broker, for the ratios
     * @throws IllegalStateException if a task is not done, or done twice
     */
    Measured measure(Set<Part> parts, List<Raw> raw) throws InterruptedException {
        try (TaskSource source = new TaskSource(kafka, pool(run));
                ResultWatch results = new ResultWatch(kafka);
                Http http = new Http()) {
            Tools tools = new Tools(source, results, http);
            RunnerId runner = join(tools);
            progress.accept("warming up with %,d tasks".formatted(plan.warmUp()));
            steady(tools, plan.warmUp());
            List<Start> starts = new ArrayList<>();
            if (parts.contains(Part.LATENCY)) {
                for (Load each : plan.starts()) {
                    starts.add(starts(tools, runner, each, raw));
                }
            }
            if (!parts.contains(Part.THROUGHPUT)) {
                leave(tools);
                return new Measured(starts, List.of(), null, trouble(tools));
            }
            List<Throughput> throughput = new ArrayList<>();
            progress.accept("%,d tasks while the runner works".formatted(plan.steady()));
            throughput.add(
                    Throughput.of("steady", plan.steady(), List.of(steady(tools, plan.steady()))));
            leave(tools);
            Memory full = null;
            for (Backlog each : plan.backlogs()) {
                List<Timed> runs = new ArrayList<>();
                for (int n = 0; n < each.runs(); n++) {
                    progress.accept(
                            "backlog of %,d, %d of %d".formatted(each.tasks(), n + 1, each.runs()));
                    Drained drained = backlog(tools, each.tasks());
                    runs.add(drained.timed());
                    full = drained.full();
                }
                throughput.add(Throughput.of("backlog", each.tasks(), runs));
            }
            return new Measured(starts, throughput, full, trouble(tools));
        }
    }

    /** Dispatcher and runners as they are now. */
    List<Memory> memory(String when) {
        return List.of(memory("dispatcher", dispatcher, when), memory("runner", host, when));
    }

    static Memory memory(String name, Child process, String when) {
        long pid = process.pid();
        double resident = ProcessMemory.resident(pid);
        var heap = ProcessMemory.heap(pid, true);
        return new Memory(name, when, resident, heap.isPresent() ? heap.getAsDouble() : null);
    }

    private Start starts(Tools tools, RunnerId runner, Load load, List<Raw> raw)
            throws InterruptedException {
        progress.accept("%,d tasks at %.0f a second".formatted(load.count(), load.perSecond()));
        StartLatency measured =
                StartLatency.measure(
                        kafka, pool(run), runner, tools.source(), tools.results(), fresh(), load);
        Latency latency = measured.whole();
        Raw against = against(raw, load.perSecond());
        Start start =
                new Start(
                        load.perSecond(),
                        latency,
                        measured.untilClaimed(),
                        measured.afterwards(),
                        Rounding.to3(latency.p50() / against.latency().p50()),
                        Rounding.to3(latency.p99() / against.latency().p99()),
                        against.perSecond());
        progress.accept(
                say(
                        "to the agent's start at %.0f a second: %s; %.1f× and %.1f× the raw round trip",
                        load.perSecond(), latency.words(), start.p50Ratio(), start.p99Ratio()));
        return start;
    }

    /** The round trip at the same rate, or at the greatest there is. */
    private static Raw against(List<Raw> raw, double perSecond) {
        List<Raw> trips =
                raw.stream().filter(each -> each.what().equals(Report.ROUND_TRIP)).toList();
        return trips.stream()
                .filter(each -> each.perSecond() == perSecond)
                .findFirst()
                .orElseGet(() ->
                        trips.stream()
                                .max(Comparator.comparingDouble(Raw::perSecond))
                                .orElseThrow());
    }

    /** As fast as results come back, with a bounded number on the way; results a second. */
    private Timed steady(Tools tools, int tasks) throws InterruptedException {
        String prefix = fresh();
        Semaphore permits = new Semaphore(plan.window());
        ResultWatch.Batch batch = tools.results().expect(prefix, tasks, permits::release);
        Map<String, Duration> before = cpu();
        long began = System.nanoTime();
        tools.source().submit(prefix, tasks, permits, STILL);
        batch.await(SLACK.plusSeconds(tasks / HOPELESS));
        double perSecond = tasks * 1e9 / (System.nanoTime() - began);
        return said(new Timed(Rounding.to1(perSecond), cpuSince(before, tasks)));
    }

    private record Drained(Timed timed, Memory full) {}

    /** All tasks wait; then a runner joins, and from then it is timed. */
    private Drained backlog(Tools tools, int tasks) throws InterruptedException {
        String prefix = fresh();
        ResultWatch.Batch batch = tools.results().expect(prefix, tasks, () -> {});
        tools.source().submit(prefix, tasks, 0);
        awaitQueued(tools, tasks);
        Memory full = memory("dispatcher", dispatcher, "%,d tasks queued".formatted(tasks));
        progress.accept(say("memory of the dispatcher, %s: %.0f MiB", full.when(), full.rss()));
        RunnerId runner = nextRunner();
        try (TaskTimeline journal = new TaskTimeline(kafka, pool(run), runner)) {
            TaskTimeline.Mark mark = journal.mark();
            Map<String, Duration> before = cpu();
            join(tools, runner);
            long last = batch.await(SLACK.plusSeconds(tasks / HOPELESS));
            Map<String, Double> cpu = cpuSince(before, tasks);
            TaskTimeline.Times times = journal.since(mark, prefix, tasks);
            long joined = times.joined();
            leave(tools);
            Timed timed = said(new Timed(Rounding.to1(tasks * 1e6 / (last - joined)), cpu));
            progress.accept(
                    "claims came %d ms after the runner, the first start after %d ms, the last after %d ms, the last result after %d ms"
                            .formatted(
                                    msSince(joined, times.claimed(), true),
                                    msSince(joined, times.started(), true),
                                    msSince(joined, times.started(), false),
                                    (last - joined) / 1_000));
            return new Drained(timed, full);
        }
    }

    private static long msSince(long begin, long[] micros, boolean first) {
        LongStream all = Arrays.stream(micros);
        return ((first ? all.min() : all.max()).orElse(begin) - begin) / 1_000;
    }

    private Timed said(Timed timed) {
        progress.accept(
                say(
                        "%,.0f results a second, CPU for each, ms: %s",
                        timed.perSecond(), timed.cpuMs()));
        return timed;
    }

    private void awaitQueued(Tools tools, int tasks) throws InterruptedException {
        long deadline = System.nanoTime() + SLACK.plusSeconds(tasks / HOPELESS).toNanos();
        while (Http.meter(prometheus(tools), "crayfleet_tasks", "state=\"queued\"") != tasks) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the dispatcher does not come to know of %,d tasks".formatted(tasks));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private Map<String, Duration> cpu() {
        Map<String, Duration> used = new TreeMap<>();
        processes.forEach((name, process) ->
                process.info().totalCpuDuration().ifPresent(cpu -> used.put(name, cpu)));
        return used;
    }

    /** Milliseconds of CPU for a task, by process. */
    private Map<String, Double> cpuSince(Map<String, Duration> before, int tasks) {
        Map<String, Double> used = new TreeMap<>();
        cpu().forEach((name, now) -> {
            Duration spent = now.minus(before.getOrDefault(name, now));
            used.put(name, Rounding.to3(spent.toNanos() / 1e6 / tasks));
        });
        return used;
    }

    private Trouble trouble(Tools tools) throws InterruptedException {
        return Trouble.of(prometheus(tools));
    }

    private String prometheus(Tools tools) throws InterruptedException {
        return tools.http().get(ProcessFleet.url(dispatcher).resolve("/prometheus"));
    }

    private RunnerId join(Tools tools) throws InterruptedException {
        RunnerId runner = nextRunner();
        join(tools, runner);
        return runner;
    }

    private void join(Tools tools, RunnerId runner) throws InterruptedException {
        tools.http().get(ProcessFleet.url(host).resolve("/join?" + runner));
    }

    private void leave(Tools tools) throws InterruptedException {
        tools.http().get(ProcessFleet.url(host).resolve("/leave"));
    }

    private RunnerId nextRunner() {
        return new RunnerId("bench-" + run + "-" + ++runners);
    }

    private String fresh() {
        return "bench-%s-%d-".formatted(run, ++phases);
    }
}
