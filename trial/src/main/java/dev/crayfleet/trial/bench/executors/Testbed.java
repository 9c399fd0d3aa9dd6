package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.model.StubModel;
import dev.crayfleet.trial.measure.Http;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What is measured on: a model in this JVM; a broker and a dispatcher as processes, started when
 * they are first needed; and runners, one at a time. For one thread.
 */
final class Testbed implements AutoCloseable {
    private static final Duration WELL_WITHIN = Duration.ofMinutes(4);
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(45);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DISPATCHER_MB = 320;

    private final Path folder;
    private final Path program;
    private final Path config;
    private final int runnerHeapMb;
    private final Measurements figures;
    private final HeldModel model = new HeldModel();
    private final StubModel server = StubModel.start(model);
    private final ProcessFleet fleet;
    private final Http http = new Http();
    private final KafkaSettings kafka;
    private final Child dispatcher;

    /**
     * @param folder for data and logs
     * @param program OpenClaw
     */
    Testbed(Path folder, Path program, int runnerHeapMb, Measurements figures) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        this.program = program;
        this.runnerHeapMb = runnerHeapMb;
        this.figures = figures;
        this.config =
                Files.writeString(this.folder.resolve("openclaw.json"), server.openclawJson());
        this.fleet = ProcessFleet.in(this.folder, Map.of());
        this.kafka =
                new KafkaSettings(fleet.bootstrap(), Topics.DEFAULT_LANES, (short) 1, Map.of());
        this.dispatcher =
                fleet.stage(
                        "dispatcher",
                        DispatcherApp.class,
                        DISPATCHER_MB,
                        Map.of("crayfleet.lanes", Integer.toString(kafka.lanes())));
    }

    Measurements figures() {
        return figures;
    }

    HeldModel model() {
        return model;
    }

    /** OpenClaw by hand, in a folder of this name. */
    ManualRun hand(String name) {
        return new ManualRun(program, folder.resolve(name), config);
    }

    /** A Gateway of the benchmark's own, being started. */
    BareGateway gateway() {
        return new BareGateway(
                program, folder.resolve("bare-gateway"), config, ExecutorsPlan.SLOTS);
    }

    /**
     * A runner that has joined, alone in its pool, with eight slots.
     *
     * @param executor of it, and the name of runner and pool
     * @throws IllegalStateException saying where its log is, if it does not come to that
     */
    Child runner(String executor) {
        startFleet();
        Map<String, String> settings = new HashMap<>();
        settings.put("crayfleet.lanes", Integer.toString(kafka.lanes()));
        settings.put("crayfleet.runner.pools", name(executor) + "=" + ExecutorsPlan.SLOTS);
        settings.put("crayfleet.runner.executor", executor);
        settings.put("crayfleet.runner.openclaw-bin", program.toString());
        settings.put("crayfleet.runner.openclaw-config", config.toString());
        settings.put("crayfleet.runner.timeout", "10m");
        settings.put("crayfleet.runner.gateway-patience", "3m");
        Child runner = fleet.runner(name(executor), runnerHeapMb, settings);
        figures.doing("starting a runner with " + executor);
        runner.start();
        runner.awaitHealthy(WELL_WITHIN);
        return runner;
    }

    /** Tasks for a runner that is there. */
    TaskRuns tasks(String executor) {
        return new TaskRuns(kafka, name(executor));
    }

    /**
     * @throws IllegalStateException if a task has failed or was tried again: its figures mean
     *     nothing
     */
    void requireSuccess(Child runner) throws InterruptedException {
        String page = http.get(ProcessFleet.url(dispatcher).resolve("/prometheus"));
        long failed =
                (long)
                        (Http.meter(page, "crayfleet_tasks_ended", "")
                                - Http.meter(
                                        page, "crayfleet_tasks_ended", "status=\"succeeded\""));
        long retries = (long) Http.meter(page, "crayfleet_retries_total", "");
        if (failed + retries > 0) {
            throw new IllegalStateException(
                    "%d tasks failed and %d were tried again; see %s"
                            .formatted(failed, retries, runner.log()));
        }
    }

    /** Has it leave, and waits until it is gone with all that it started. */
    void stop(Child runner) {
        runner.terminate();
        if (!runner.awaitEnd(LEAVES_WITHIN)) {
            throw new IllegalStateException(
                    "%s does not leave; see %s".formatted(runner.name(), runner.log()));
        }
    }

    private void startFleet() {
        if (dispatcher.running()) {
            return;
        }
        figures.doing("starting a broker and a dispatcher");
        fleet.broker().start();
        fleet.broker().awaitHealthy(WELL_WITHIN);
        TopicSetup.ensure(kafka, "crayfleet-bench", PATIENCE);
        dispatcher.start();
        dispatcher.awaitHealthy(WELL_WITHIN);
    }

    private static String name(String executor) {
        return "bench-" + executor;
    }

    @Override
    public void close() {
        fleet.close();
        http.close();
        server.close();
    }
}
