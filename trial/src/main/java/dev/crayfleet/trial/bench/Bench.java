package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.BenchPlan.Load;
import dev.crayfleet.trial.bench.Report.Idle;
import dev.crayfleet.trial.bench.Report.Memory;
import dev.crayfleet.trial.bench.Report.Rate;
import dev.crayfleet.trial.bench.Report.Raw;
import dev.crayfleet.trial.bench.Report.Trouble;
import dev.crayfleet.trial.bench.kafka.RawKafka;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.UnusedKafkaCheck;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Machine;
import dev.crayfleet.trial.measure.Rounding;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: Kafka alone, then a dispatcher and a runner on the same broker, each in a JVM of its
 * own.
 */
final class Bench {
    private static final Duration WELL_WITHIN = Duration.ofSeconds(120);

    private final BenchPlan plan;
    private final Options options;
    private final Consumer<String> progress;
    private final String run = "%06x".formatted(ThreadLocalRandom.current().nextInt(0x1000000));

    /**
     * @param command as it was typed, for the report
     * @param folder for data and logs
     * @param kafka {@code host:port} of a broker that is there; absent means to start one
     * @param lanes that it has
     * @param slots of the runner
     * @param settings of dispatcher and runner besides
     * @param parts what is measured
     * @param main of the crayfleet command, which starts a local fleet
     */
    record Options(
            String command,
            Path folder,
            @Nullable String kafka,
            int lanes,
            int slots,
            int dispatcherHeapMb,
            int runnerHeapMb,
            Map<String, String> settings,
            Set<Part> parts,
            Class<?> main) {
        Options {
            parts = Set.copyOf(parts);
            settings = Map.copyOf(settings);
        }
    }

    Bench(BenchPlan plan, Options options, Consumer<String> progress) {
        this.plan = plan;
        this.options = options;
        this.progress = progress;
    }

    /**
     * @throws IllegalStateException with a sentence for people, if something does not work
     */
    Report run() throws InterruptedException {
        Instant began = Instant.now();
        double loadBefore = Machine.load();
        IdleBench.Measured idle =
                options.parts().contains(Part.IDLE)
                        ? idle()
                        : new IdleBench.Measured(List.of(), Trouble.NONE);
        List<Raw> raw = new ArrayList<>();
        List<Rate> rates = new ArrayList<>();
        List<Memory> memory = new ArrayList<>();
        FleetBench.Measured measured =
                new FleetBench.Measured(List.of(), List.of(), null, Trouble.NONE);
        try (ProcessFleet fleet = ProcessFleet.in(options.folder(), Map.of())) {
            if (options.parts().contains(Part.KAFKA) || Part.anyOfTasks(options.parts())) {
                KafkaSettings kafka = kafka(fleet);
                raw(kafka, raw, rates);
                if (Part.anyOfTasks(options.parts())) {
                    measured = tasks(fleet, kafka, raw, memory);
                }
            }
        }
        return new Report(
                setup(began, loadBefore),
                Targets.judge(
                        measured.starts(), measured.throughput(), measured.full(), idle.idle()),
                raw,
                rates,
                measured.starts(),
                measured.throughput(),
                memory,
                idle.idle(),
                measured.trouble().and(idle.trouble()));
    }

    /** Processes of their own, which have done nothing else. */
    private IdleBench.Measured idle() throws InterruptedException {
        IdleBench bench = new IdleBench(plan.idle(), run, progress);
        try (ProcessFleet fleet = ProcessFleet.in(options.folder().resolve("idle"), Map.of())) {
            List<Idle> idle = new ArrayList<>();
            idle.add(bench.local(fleet, options.main()));
            KafkaSettings kafka = kafka(fleet);
            Child dispatcher = dispatcher(fleet, kafka);
            Child host = host(fleet, kafka);
            start(List.of(dispatcher, host));
            Map<String, Child> processes = new HashMap<>();
            processes.put("dispatcher", dispatcher);
            processes.put("runner", host);
            if (options.kafka() == null) {
                processes.put("broker", fleet.broker());
            }
            IdleBench.Measured measured =
                    bench.dispatcher(new IdleBench.Fleet(kafka, dispatcher, host, processes));
            idle.addAll(measured.idle());
            return new IdleBench.Measured(idle, measured.trouble());
        }
    }

    private FleetBench.Measured tasks(
            ProcessFleet fleet, KafkaSettings kafka, List<Raw> raw, List<Memory> memory)
            throws InterruptedException {
        Child dispatcher = dispatcher(fleet, kafka);
        Child host = host(fleet, kafka);
        start(List.of(dispatcher, host));
        FleetBench bench =
                new FleetBench(
                        plan,
                        kafka,
                        run,
                        dispatcher,
                        host,
                        processes(fleet, dispatcher, host),
                        progress);
        memory.addAll(bench.memory("at the start"));
        FleetBench.Measured measured = bench.measure(options.parts(), raw);
        if (measured.full() != null) {
            memory.add(measured.full());
        }
        memory.addAll(bench.memory("at the end"));
        if (options.kafka() == null) {
            memory.add(FleetBench.memory("broker", fleet.broker(), "at the end"));
        }
        return measured;
    }

    private void start(List<Child> stages) {
        stages.forEach(Child::start);
        for (Child each : stages) {
            each.awaitHealthy(WELL_WITHIN);
            progress.accept("%s is process %d".formatted(each.name(), each.pid()));
        }
    }

    private KafkaSettings kafka(ProcessFleet fleet) {
        String bootstrap = options.kafka();
        if (bootstrap == null) {
            progress.accept("starting a broker");
            fleet.broker().start();
            fleet.broker().awaitHealthy(WELL_WITHIN);
            progress.accept("broker is process " + fleet.broker().pid());
            bootstrap = fleet.bootstrap();
        }
        KafkaSettings kafka = new KafkaSettings(bootstrap, options.lanes(), (short) 1, Map.of());
        UnusedKafkaCheck.require(kafka);
        return kafka;
    }

    private void raw(KafkaSettings kafka, List<Raw> raw, List<Rate> rates)
            throws InterruptedException {
        try (RawKafka alone = new RawKafka(kafka, run, TaskSource.sample())) {
            progress.accept("Kafka alone: warming up");
            alone.hop(0, plan.rawWarmUp());
            alone.roundTrip(0, plan.rawWarmUp());
            alone.roundTripRate(plan.rawWarmUp());
            for (Load each : plan.raw()) {
                progress.accept(
                        "Kafka alone: %,d records at %.0f a second, twice"
                                .formatted(each.count(), each.perSecond()));
                raw.add(said(Report.HOP, each, alone.hop(each.perSecond(), each.count())));
                raw.add(
                        said(
                                Report.ROUND_TRIP,
                                each,
                                alone.roundTrip(each.perSecond(), each.count())));
            }
            if (!options.parts().contains(Part.KAFKA)) {
                return;
            }
            progress.accept("Kafka alone: batched");
            rates.add(rate("produce", alone.produceRate(plan.rawBulk())));
            rates.add(rate(Report.ROUND_TRIP + "s", alone.roundTripRate(plan.rawBulk())));
        }
    }

    private Raw said(String what, Load load, long[] nanos) {
        Raw raw = new Raw(what, load.perSecond(), Latency.ofNanos(nanos));
        progress.accept(
                say("%s at %.0f a second: %s", what, load.perSecond(), raw.latency().words()));
        return raw;
    }

    private Rate rate(String what, double perSecond) {
        progress.accept(say("%s: %,.0f a second", what, perSecond));
        return new Rate(what, plan.rawBulk(), Rounding.to1(perSecond));
    }

    private Map<String, ProcessHandle> processes(ProcessFleet fleet, Child dispatcher, Child host) {
        Map<String, ProcessHandle> processes = new HashMap<>();
        processes.put("bench", ProcessHandle.current());
        handle(dispatcher).ifPresent(each -> processes.put("dispatcher", each));
        handle(host).ifPresent(each -> processes.put("runner", each));
        if (options.kafka() == null) {
            handle(fleet.broker()).ifPresent(each -> processes.put("broker", each));
        }
        return processes;
    }

    private static Optional<ProcessHandle> handle(Child process) {
        return ProcessHandle.of(process.pid());
    }

    private Child dispatcher(ProcessFleet fleet, KafkaSettings kafka) {
        return fleet.stage(
                "dispatcher", DispatcherApp.class, options.dispatcherHeapMb(), stage(kafka));
    }

    private Child host(ProcessFleet fleet, KafkaSettings kafka) {
        Map<String, String> settings = stage(kafka);
        settings.put("crayfleet.runner.executor", "noop");
        settings.put("crayfleet.runner.pools", FleetBench.pool(run) + "=" + options.slots());
        return fleet.runners("runner", RunnerHost.class, options.runnerHeapMb(), settings);
    }

    private Map<String, String> stage(KafkaSettings kafka) {
        Map<String, String> settings = new HashMap<>(options.settings());
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("crayfleet.lanes", Integer.toString(kafka.lanes()));
        return settings;
    }

    private Report.Setup setup(Instant began, double loadBefore) {
        Machine here = Machine.here();
        return new Report.Setup(
                began.truncatedTo(ChronoUnit.SECONDS).toString(),
                options.command(),
                here.cores(),
                here.system(),
                here.java(),
                loadBefore,
                Machine.load(),
                options.kafka() == null ? "started" : options.kafka(),
                options.slots(),
                options.dispatcherHeapMb(),
                options.runnerHeapMb(),
                new TreeMap<>(options.settings()),
                Rounding.to1(Duration.between(began, Instant.now()).toMillis() / 1e3));
    }
}
