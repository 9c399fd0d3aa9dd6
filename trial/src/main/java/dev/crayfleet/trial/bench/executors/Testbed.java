package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.model.StubModel;
import dev.crayfleet.trial.measure.ProcessHttp;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The processes that are measured: a model in this JVM; a broker and a dispatcher, started when
 * they are first needed; and runners, one at a time. For one thread.
 */
final class Testbed implements AutoCloseable {
    private static final Duration HEALTHY_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(45);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(60);
    private static final int DISPATCHER_HEAP_MB = 320;

    private final Path folder;
    private final Path program;
    private final Path config;
    private final int runnerHeapMb;
    private final Measurements measurements;
    private final PausableModel model = new PausableModel();
    private final StubModel modelServer = StubModel.start(model);
    private final ProcessFleet fleet;
    private final ProcessHttp http = new ProcessHttp();
    private final KafkaSettings kafka;
    private final Child dispatcher;

    /**
     * @param folder for data and logs
     * @param program the executable of OpenClaw
     */
    Testbed(Path folder, Path program, int runnerHeapMb, Measurements measurements)
            throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        this.program = program;
        this.runnerHeapMb = runnerHeapMb;
        this.measurements = measurements;
        this.config =
                Files.writeString(this.folder.resolve("openclaw.json"), modelServer.openclawJson());
        this.fleet = ProcessFleet.in(this.folder, Map.of());
        this.kafka =
                new KafkaSettings(fleet.bootstrap(), Topics.DEFAULT_LANES, (short) 1, Map.of());
        this.dispatcher =
                fleet.stage(
                        "dispatcher",
                        DispatcherApp.class,
                        DISPATCHER_HEAP_MB,
                        Map.of("crayfleet.lanes", Integer.toString(kafka.lanes())));
    }

    Measurements measurements() {
        return measurements;
    }

    PausableModel model() {
        return model;
    }

    /** Prepares to run OpenClaw by hand, in a folder of this name. */
    ManualRun manualRun(String name) {
        return new ManualRun(program, folder.resolve(name), config);
    }

    /** Starts a Gateway of the benchmark, without waiting for it. */
    BareGateway startGateway() {
        return new BareGateway(
                program, folder.resolve("bare-gateway"), config, ExecutorsPlan.SLOTS);
    }

    /**
     * Starts a runner with eight slots, alone in its pool, and waits until it is healthy.
     *
     * @param executor also names the runner and its pool
     * @throws IllegalStateException that names its log, if it does not become healthy
     */
    Child startRunner(String executor) {
        startFleet();
        Map<String, String> settings = new HashMap<>();
        settings.put("crayfleet.lanes", Integer.toString(kafka.lanes()));
        settings.put("crayfleet.runner.pools", runnerName(executor) + "=" + ExecutorsPlan.SLOTS);
        settings.put("crayfleet.runner.executor", executor);
        settings.put("crayfleet.runner.openclaw-bin", program.toString());
        settings.put("crayfleet.runner.openclaw-config", config.toString());
        settings.put("crayfleet.runner.timeout", "10m");
        settings.put("crayfleet.runner.gateway-patience", "3m");
        Child runner = fleet.runner(runnerName(executor), runnerHeapMb, settings);
        measurements.progress("starting a runner with " + executor);
        runner.start();
        runner.awaitHealthy(HEALTHY_TIMEOUT);
        return runner;
    }

    /** Runs tasks with a runner that is started. */
    TaskRuns taskRuns(String executor) {
        return new TaskRuns(kafka, runnerName(executor));
    }

    /**
     * @throws IllegalStateException if a task has failed or was tried again: the measurement is
     *     invalid then
     */
    void requireNoFailures(Child runner) throws InterruptedException {
        String page = http.get(ProcessFleet.url(dispatcher).resolve("/prometheus"));
        long failed =
                (long)
                        (ProcessHttp.meter(page, "crayfleet_tasks_ended", "")
                                - ProcessHttp.meter(
                                        page, "crayfleet_tasks_ended", "status=\"succeeded\""));
        long retries = (long) ProcessHttp.meter(page, "crayfleet_retries_total", "");
        if (failed + retries > 0) {
            throw new IllegalStateException(
                    "%d tasks failed and %d were tried again; see %s"
                            .formatted(failed, retries, runner.log()));
        }
    }

    /** Stops a runner, and waits until it has ended with its children. */
    void stopRunner(Child runner) {
        runner.terminate();
        if (!runner.awaitEnd(LEAVE_TIMEOUT)) {
            throw new IllegalStateException(
                    "%s does not leave; see %s".formatted(runner.name(), runner.log()));
        }
    }

    private void startFleet() {
        if (dispatcher.isRunning()) {
            return;
        }
        measurements.progress("starting a broker and a dispatcher");
        fleet.broker().start();
        fleet.broker().awaitHealthy(HEALTHY_TIMEOUT);
        TopicSetup.ensure(kafka, "crayfleet-bench", KAFKA_TIMEOUT);
        dispatcher.start();
        dispatcher.awaitHealthy(HEALTHY_TIMEOUT);
    }

    private static String runnerName(String executor) {
        return "bench-" + executor;
    }

    @Override
    public void close() {
        fleet.close();
        http.close();
        modelServer.close();
    }
}
