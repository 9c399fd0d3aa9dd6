package dev.crayfleet.trial.storm;

import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.ProcessFleet;
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
    private static final Duration WELL_WITHIN = Duration.ofSeconds(120);

    /** Some runners are quick, and some are always in the middle of something. */
    private static final List<String> DELAYS = List.of("200ms", "500ms", "1s", "2s");

    /** Slots of a pool at each runner, for a task each ten seconds; so there is room to spare. */
    private static final double SLOTS_PER_TASK = 0.1;

    private final ProcessFleet processes;
    private final Path journal;
    private final List<Child> dispatchers = new ArrayList<>();
    private final List<Child> runners = new ArrayList<>();
    private final Child ingest;
    private final Child poster;

    StormFleet(StormOptions options, DiscordEmulator discord) {
        Path folder = options.folder();
        journal = folder.resolve("starts").toAbsolutePath();
        processes = ProcessFleet.in(folder, Map.of());
        for (int i = 1; i <= StormOptions.DISPATCHERS; i++) {
            dispatchers.add(processes.dispatcher("dispatcher-" + i, Map.of()));
        }
        for (int i = 1; i <= StormOptions.RUNNERS; i++) {
            Map<String, String> settings = runnerSettings(options, journal);
            settings.put("crayfleet.runner.demo-delay", DELAYS.get((i - 1) % DELAYS.size()));
            runners.add(processes.runner("runner-" + i, settings));
        }
        ingest = processes.ingest("ingest", ProcessFleet.discord(discord));
        poster = processes.poster("poster", ProcessFleet.discord(discord));
    }

    /** What is not as it is by default, addresses aside. */
    static Map<String, String> deviations(StormOptions options) {
        Map<String, String> all = new TreeMap<>(runnerSettings(options, Path.of("<a file>")));
        all.put("crayfleet.runner.demo-delay", String.join(", ", DELAYS));
        return all;
    }

    private static Map<String, String> runnerSettings(StormOptions options, Path journal) {
        int slots = Math.max(2, (int) Math.ceil(options.perSecond() * SLOTS_PER_TASK));
        List<String> pools = new ArrayList<>();
        for (String pool : PlannedTask.POOLS) {
            pools.add(pool + "=" + (pool.equals(PlannedTask.POOLS.getFirst()) ? 2 * slots : slots));
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("crayfleet.runner.executor", "demo");
        settings.put("crayfleet.runner.pools", String.join(",", pools));
        settings.put("crayfleet.runner.demo-journal", journal.toString());
        // A hundred thousand workspaces are more files than anybody wants.
        settings.put("crayfleet.runner.worker-retention-hours", "0");
        return settings;
    }

    /**
     * Starts all of it and waits until all are well.
     *
     * @throws IllegalStateException saying where its log is, if one is not
     */
    void start() {
        processes.broker().start();
        processes.broker().awaitHealthy(WELL_WITHIN);
        stages().forEach(Child::start);
        stages().forEach(stage -> stage.awaitHealthy(WELL_WITHIN));
    }

    /** Starts what does not run, and waits until all are well; who is not is told of. */
    void bringUp(Consumer<Violation> sink) {
        for (Child child : all()) {
            try {
                if (!child.running()) {
                    child.start();
                }
                child.awaitHealthy(WELL_WITHIN);
            } catch (IllegalStateException e) {
                sink.accept(
                        new Violation(
                                child.name(),
                                "it does not become well again: " + e.getMessage(),
                                child.log().toString()));
            }
        }
    }

    /** Who is meant by a fault. */
    Child target(Fault fault) {
        return switch (fault.kind().target()) {
            case RUNNER -> runners.get(fault.index());
            case DISPATCHER -> dispatchers.get(fault.index());
            case BROKER -> processes.broker();
            case INGEST -> ingest;
            case POSTER, DISCORD -> poster;
        };
    }

    List<Child> all() {
        List<Child> all = new ArrayList<>(stages());
        all.addFirst(processes.broker());
        return all;
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

    /** Every start of an agent. */
    Path journal() {
        return journal;
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
