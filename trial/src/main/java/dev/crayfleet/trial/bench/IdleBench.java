package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.local.LocalApp;
import dev.crayfleet.trial.bench.BenchPlan.PacedLoad;
import dev.crayfleet.trial.bench.kafka.HeartbeatSender;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures what an idle fleet costs: processor time, transactions and bytes written. */
final class IdleBench {
    /** As the launcher sets it. */
    private static final int LOCAL_HEAP_MB = 768;

    private static final Duration HEALTHY_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final BenchPlan.IdlePlan plan;
    private final String runId;
    private final Pool pool;
    private final RunnerId runner;
    private final IdleWindow window;
    private final Consumer<String> progress;

    /**
     * @param runId sets ids apart from those of other runs
     */
    IdleBench(BenchPlan.IdlePlan plan, String runId, Consumer<String> progress) {
        this.plan = plan;
        this.runId = runId;
        this.pool = BenchFleet.pool(runId);
        this.runner = new RunnerId("bench-idle-" + runId);
        this.window = new IdleWindow(plan, progress);
        this.progress = progress;
    }

    record IdleResults(List<IdleCost> costs, FailureCounts failures) {
        static final IdleResults NONE = new IdleResults(List.of(), FailureCounts.NONE);
    }

    /** Measures a whole fleet in one process, with broker and Discord emulator. */
    IdleCost measureLocalFleet(ProcessFleet processes) throws InterruptedException {
        Child local =
                processes.command(
                        "local",
                        LocalApp.class,
                        List.of("local", "--port", "0", "--fresh", "--executor", "demo"),
                        LOCAL_HEAP_MB);
        progress.accept("starting a local fleet");
        local.start();
        try {
            local.awaitHealthy(HEALTHY_TIMEOUT);
            progress.accept("the local fleet is process " + local.pid());
            Map<String, ProcessHandle> handles = new HashMap<>();
            BenchFleet.handle(local).ifPresent(handle -> handles.put("fleet", handle));
            return window.measure(IdleCost.LOCAL, kafkaOf(local.folder()), handles, () -> {});
        } finally {
            local.close();
        }
    }

    /** Measures a dispatcher with one runner, then with a hundred more in the same lane. */
    IdleResults measureDispatcher(BenchFleet fleet) throws InterruptedException {
        KafkaSettings kafka = fleet.kafka();
        List<IdleCost> costs = new ArrayList<>();
        try (TaskSource source = new TaskSource(kafka, pool, fleet.requester());
                ResultWatch results = new ResultWatch(kafka);
                FleetClient client = new FleetClient(fleet)) {
            client.join(runner);
            warmUp(source, results);
            IdleCost alone = window.measure(IdleCost.DISPATCHER, kafka, fleet.handles(), () -> {});
            costs.add(alone.withStart(startLatency(kafka, source, results, "alone")));
            try (HeartbeatSender heartbeats =
                    new HeartbeatSender(
                            kafka,
                            HeartbeatSender.poolInSameLane(pool, kafka),
                            plan.runners(),
                            plan.slots())) {
                progress.accept("%d runners beat".formatted(plan.runners()));
                String what =
                        format(
                                "dispatcher, %d runners of %d slots beating in one lane",
                                plan.runners(), plan.slots());
                IdleCost beside = window.measure(what, kafka, fleet.handles(), heartbeats::check);
                costs.add(beside.withStart(startLatency(kafka, source, results, "beside")));
                heartbeats.check();
            }
            client.leave();
            return new IdleResults(costs, client.failures());
        } finally {
            // A clean stop leaves the consumer group: the next dispatcher need not wait for the
            // session timeout.
            fleet.dispatcher().terminate();
            fleet.dispatcher().awaitEnd(STOP_TIMEOUT);
        }
    }

    private void warmUp(TaskSource source, ResultWatch results) throws InterruptedException {
        progress.accept("warming up with %,d tasks".formatted(plan.warmUp()));
        ResultWatch.ResultBatch batch = results.expect(prefix("warm"), plan.warmUp(), () -> {});
        source.submit(prefix("warm"), plan.warmUp(), 0);
        batch.await(WARM_UP_TIMEOUT);
    }

    private Latency startLatency(
            KafkaSettings kafka, TaskSource source, ResultWatch results, String phase)
            throws InterruptedException {
        PacedLoad load = new PacedLoad(1, plan.starts());
        progress.accept("%,d tasks at one a second".formatted(load.count()));
        return StartLatency.measure(kafka, pool, runner, source, results, prefix(phase), load)
                .total();
    }

    private String prefix(String phase) {
        return "idle-%s-%s-".formatted(runId, phase);
    }

    /** The broker of a local fleet, from the file that it writes. */
    private static KafkaSettings kafkaOf(Path folder) {
        Path file = folder.resolve(".crayfleet/local.json");
        try {
            JsonNode fleet = new ObjectMapper().readTree(file.toFile());
            return KafkaSettings.of(fleet.path("kafkaBootstrap").asText());
        } catch (IOException e) {
            throw new IllegalStateException(file + " does not say where its Kafka is", e);
        }
    }
}
