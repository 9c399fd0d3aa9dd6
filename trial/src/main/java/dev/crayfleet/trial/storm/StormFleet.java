package dev.crayfleet.trial.storm;

import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.KafkaPlan;
import dev.crayfleet.trial.process.ProcessFleet;
import dev.crayfleet.trial.process.UnpackedVersion;
import dev.crayfleet.trial.storm.kafka.EmptyKafkaCheck;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The processes of a storm. */
final class StormFleet implements AutoCloseable {
    private static final Duration HEALTHY_TIMEOUT = Duration.ofSeconds(120);

    /** Time of a task by runner; with the longer ones a fault nearly always hits a running task. */
    private static final List<String> DEMO_DELAYS = List.of("200ms", "500ms", "1s", "2s");

    /** Slots of a pool at each runner, for each task a second of the storm. */
    private static final double SLOTS_PER_TASK = 0.1;

    private final StormOptions options;
    private final ProcessFleet processes;
    private final Path startsFile;
    private final List<Child> dispatchers = new ArrayList<>();
    private final List<Child> runners = new ArrayList<>();
    private final Child ingest;
    private final Child poster;

    StormFleet(StormOptions options, DiscordEmulator discord) {
        Path folder = options.folder();
        startsFile = folder.resolve("starts").toAbsolutePath();
        processes = ProcessFleet.shortLived(folder, options.kafka(), Map.of());
        this.options = options;
        UnpackedVersion other = options.fleet().upgradeFrom();
        if (other != null) {
            processes.firstWith(other);
        }
        for (int i = 1; i <= StormOptions.DISPATCHERS; i++) {
            dispatchers.add(processes.dispatcher("dispatcher-" + i, Map.of()));
        }
        for (int i = 1; i <= StormOptions.RUNNERS; i++) {
            Map<String, String> settings = runnerSettings(options, startsFile);
            settings.put(
                    "crayfleet.runner.demo-delay", DEMO_DELAYS.get((i - 1) % DEMO_DELAYS.size()));
            runners.add(processes.runner("runner-" + i, settings));
        }
        ingest = processes.ingest("ingest", ProcessFleet.discordSettings(discord));
        poster = processes.poster("poster", ProcessFleet.discordSettings(discord));
    }

    /** Settings that differ from their defaults, without addresses. */
    static Map<String, String> changedSettings(StormOptions options) {
        Map<String, String> settings = new TreeMap<>(runnerSettings(options, Path.of("<a file>")));
        settings.put("crayfleet.runner.demo-delay", String.join(", ", DEMO_DELAYS));
        if (options.kafka().replication() > 1) {
            settings.put("crayfleet.replication", Integer.toString(options.kafka().replication()));
        }
        return settings;
    }

    private static Map<String, String> runnerSettings(StormOptions options, Path startsFile) {
        int slots = Math.max(2, (int) Math.ceil(options.tasksPerSecond() * SLOTS_PER_TASK));
        List<String> pools = new ArrayList<>();
        for (String pool : PlannedTask.POOLS) {
            pools.add(pool + "=" + (pool.equals(PlannedTask.POOLS.getFirst()) ? 2 * slots : slots));
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("crayfleet.runner.executor", "demo");
        settings.put("crayfleet.runner.pools", String.join(",", pools));
        settings.put("crayfleet.runner.demo-journal", startsFile.toString());
        // Otherwise a large storm would leave a hundred thousand workspaces.
        settings.put("crayfleet.runner.worker-retention-hours", "0");
        return settings;
    }

    /**
     * Starts all processes and waits until all are healthy.
     *
     * @throws IllegalStateException that names its log, if one does not become healthy
     */
    void start() {
        if (options.kafka() instanceof KafkaPlan.External) {
            EmptyKafkaCheck.require(bootstrap());
        }
        // All at once: none serves before most of them are there.
        processes.brokers().forEach(Child::start);
        processes.brokers().forEach(broker -> broker.awaitHealthy(HEALTHY_TIMEOUT));
        stages().forEach(Child::start);
        stages().forEach(stage -> stage.awaitHealthy(HEALTHY_TIMEOUT));
    }

    /**
     * Starts what does not run, and waits until all are healthy; a violation for each that is not.
     */
    void ensureAllHealthy(Consumer<Violation> violations) {
        for (Child child : allProcesses()) {
            try {
                if (!child.isRunning()) {
                    child.start();
                }
                child.awaitHealthy(HEALTHY_TIMEOUT);
            } catch (IllegalStateException e) {
                violations.accept(
                        new Violation(
                                child.name(),
                                "it does not become well again: " + e.getMessage(),
                                child.log().toString()));
            }
        }
    }

    /** The process that a fault hits. */
    Child targetOf(PlannedFault fault) {
        return switch (fault.kind().target()) {
            case RUNNER -> runners.get(fault.index());
            case DISPATCHER -> dispatchers.get(fault.index());
            case BROKER -> processes.brokers().get(fault.index());
            case INGEST -> ingest;
            case POSTER, DISCORD -> poster;
        };
    }

    List<Child> allProcesses() {
        List<Child> all = new ArrayList<>(processes.brokers());
        all.addAll(stages());
        return all;
    }

    /**
     * Tells services that no fault has made start again, and so are of another version still, to
     * end, one after another; {@link #ensureAllHealthy} starts them.
     *
     * @return how many
     */
    int endThoseOfOtherVersion() {
        List<Child> old = stages().stream().filter(Child::isOfOtherVersion).toList();
        for (Child each : old) {
            each.terminate();
            if (!each.awaitEnd(HEALTHY_TIMEOUT)) {
                each.kill();
            }
        }
        return old.size();
    }

    String bootstrap() {
        return processes.bootstrap();
    }

    URI ingest() {
        return ProcessFleet.url(ingest);
    }

    URI dispatcher() {
        return ProcessFleet.url(dispatchers.getFirst());
    }

    /** The file to which runners add a line for each start of an agent. */
    Path startsFile() {
        return startsFile;
    }

    @Override
    public void close() {
        processes.close();
    }

    private List<Child> stages() {
        List<Child> stages = new ArrayList<>(dispatchers);
        stages.addAll(runners);
        stages.add(ingest);
        stages.add(poster);
        return stages;
    }
}
