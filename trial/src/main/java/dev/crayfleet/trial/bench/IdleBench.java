package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.say;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.BenchPlan.Load;
import dev.crayfleet.trial.bench.Report.Idle;
import dev.crayfleet.trial.bench.Report.Trouble;
import dev.crayfleet.trial.bench.kafka.HeartbeatSender;
import dev.crayfleet.trial.bench.kafka.KafkaWrites;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.measure.Http;
import dev.crayfleet.trial.measure.Rounding;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a fleet costs that has nothing to do: processor time, transactions, and bytes. */
final class IdleBench {
    /** As the launcher gives it. */
    private static final int LOCAL_MB = 768;

    private static final Duration WELL_WITHIN = Duration.ofSeconds(120);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final BenchPlan.Idle plan;
    private final String run;
    private final Consumer<String> progress;

    /**
     * @param run sets ids apart from those of other runs
     */
    IdleBench(BenchPlan.Idle plan, String run, Consumer<String> progress) {
        this.plan = plan;
        this.run = run;
        this.progress = progress;
    }

    /** Processes of a fleet that runs. */
    record Fleet(KafkaSettings kafka, Child dispatcher, Child host, Map<String, Child> processes) {
        Fleet {
            processes = Map.copyOf(processes);
        }
    }

    record Measured(List<Idle> idle, Trouble trouble) {}

    /**
     * A whole fleet in one process, broker and small Discord included.
     *
     * @param main of the crayfleet command
     */
    Idle local(ProcessFleet fleet, Class<?> main) throws InterruptedException {
        Child local =
                fleet.command(
                        "local",
                        main,
                        List.of("local", "--port", "0", "--fresh", "--executor", "demo"),
                        LOCAL_MB);
        progress.accept("starting a local fleet");
        local.start();
        try {
            local.awaitHealthy(WELL_WITHIN);
            progress.accept("the local fleet is process " + local.pid());
            return window(Idle.LOCAL, kafkaOf(local.folder()), Map.of("fleet", local), () -> {});
        } finally {
            local.close();
        }
    }

    /** A dispatcher with one runner, and then with a hundred more that beat in the same lane. */
    Measured dispatcher(Fleet fleet) throws InterruptedException {
        KafkaSettings kafka = fleet.kafka();
        Pool pool = FleetBench.pool(run);
        RunnerId runner = new RunnerId("bench-idle-" + run);
        List<Idle> idle = new ArrayList<>();
        try (TaskSource source = new TaskSource(kafka, pool);
                ResultWatch results = new ResultWatch(kafka);
                Http http = new Http()) {
            http.get(ProcessFleet.url(fleet.host()).resolve("/join?" + runner));
            progress.accept("warming up with %,d tasks".formatted(plan.warmUp()));
            ResultWatch.Batch warm = results.expect(id("warm"), plan.warmUp(), () -> {});
            source.submit(id("warm"), plan.warmUp(), 0);
            warm.await(WELL_WITHIN);
            Load load = new Load(1, plan.starts());

            Idle alone = window(Idle.DISPATCHER, kafka, fleet.processes(), () -> {});
            progress.accept("%,d tasks at one a second".formatted(load.count()));
            idle.add(
                    alone.with(
                            StartLatency.measure(
                                            kafka, pool, runner, source, results, id("alone"), load)
                                    .whole()));

            try (HeartbeatSender beats =
                    new HeartbeatSender(
                            kafka,
                            HeartbeatSender.beside(pool, kafka),
                            plan.runners(),
                            plan.slots())) {
                progress.accept("%d runners beat".formatted(plan.runners()));
                Idle beside = window(beating(), kafka, fleet.processes(), beats::check);
                progress.accept("%,d tasks at one a second".formatted(load.count()));
                idle.add(
                        beside.with(
                                StartLatency.measure(
                                                kafka,
                                                pool,
                                                runner,
                                                source,
                                                results,
                                                id("beside"),
                                                load)
                                        .whole()));
                beats.check();
            }
            http.get(ProcessFleet.url(fleet.host()).resolve("/leave"));
            Trouble trouble =
                    Trouble.of(
                            http.get(ProcessFleet.url(fleet.dispatcher()).resolve("/prometheus")));
            return new Measured(idle, trouble);
        } finally {
            // In order, so that it leaves its group: the next dispatcher need not wait for its
            // session to end.
            fleet.dispatcher().terminate();
            fleet.dispatcher().awaitEnd(STOPS_WITHIN);
        }
    }

    private String beating() {
        return say(
                "dispatcher, %d runners of %d slots beating in one lane",
                plan.runners(), plan.slots());
    }

    private String id(String phase) {
        return "idle-%s-%s-".formatted(run, phase);
    }

    /**
     * @param check throws if what is to go on meanwhile does not
     */
    private Idle window(
            String what, KafkaSettings kafka, Map<String, Child> processes, Runnable check)
            throws InterruptedException {
        try (KafkaWrites writes = new KafkaWrites(kafka)) {
            Thread.sleep(plan.settle());
            KafkaWrites.Mark mark = writes.mark();
            Map<String, Duration> before = cpu(processes);
            long began = System.nanoTime();
            Thread.sleep(plan.window());
            Map<String, Duration> after = cpu(processes);
            double seconds = (System.nanoTime() - began) / 1e9;
            KafkaWrites.Written written = writes.since(mark);
            check.run();
            Idle idle = Idle.of(what, seconds, percent(before, after, seconds), written);
            progress.accept(idle.words());
            return idle;
        }
    }

    private static Map<String, Duration> cpu(Map<String, Child> processes) {
        Map<String, Duration> used = new TreeMap<>();
        processes.forEach((name, process) ->
                ProcessHandle.of(process.pid())
                        .flatMap(each -> each.info().totalCpuDuration())
                        .ifPresent(cpu -> used.put(name, cpu)));
        return used;
    }

    /** Percent of one core. */
    private static Map<String, Double> percent(
            Map<String, Duration> before, Map<String, Duration> after, double seconds) {
        Map<String, Double> percent = new TreeMap<>();
        after.forEach((name, now) ->
                percent.put(
                        name,
                        Rounding.to3(
                                now.minus(before.getOrDefault(name, now)).toNanos()
                                        / 1e7
                                        / seconds)));
        return percent;
    }

    /** The broker that a local fleet says it has. */
    private static KafkaSettings kafkaOf(Path folder) {
        Path file = folder.resolve(".crayfleet/local.json");
        try {
            JsonNode sheet = new ObjectMapper().readTree(file.toFile());
            return KafkaSettings.of(sheet.path("kafkaBootstrap").asText());
        } catch (IOException e) {
            throw new IllegalStateException(file + " does not say where its Kafka is", e);
        }
    }
}
