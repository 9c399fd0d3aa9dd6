package dev.crayfleet.trial.storm;

import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.trial.measure.OptionChecks;
import dev.crayfleet.trial.process.KafkaPlan;
import dev.crayfleet.trial.process.UnpackedVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code crayfleet storm}. Exit codes: 0 every promise was kept, 1 one was broken, 2 usage error.
 */
@Command(
        name = "storm",
        description =
                "Proves the promises: kills, freezes and cuts off real processes while tasks come in, then counts every record. Needs nothing that runs, and leaves nothing running.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class StormCommand implements Callable<Integer> {
    private static final double MS_PER_MINUTE = 60_000;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "2000",
            description = "how many (${DEFAULT-VALUE})")
    private int tasks;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "2",
            description =
                    "over which they come in (${DEFAULT-VALUE}); some more where every kind of fault needs it")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "of tasks and faults (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description =
                    "of the faults, instead of all: runner-killed, broker-killed and so on; several with commas")
    private List<String> only = List.of();

    @Option(
            names = "--hostile",
            description =
                    "send all hostile inputs of the corpus as well, by every way in, while things break")
    private boolean hostile;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            description =
                    "1, or 3 and more, so that any one of them may be lost: topics then have three replicas (1)")
    private @Nullable Integer brokers;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            split = ",",
            description =
                    "a Kafka without Crayfleet's topics to work on, several brokers with commas, instead of one of the storm's own; what befalls it is not the storm's to do")
    private List<String> kafka = List.of();

    @Option(names = "--replication", paramLabel = "N", description = "of topics on that Kafka (1)")
    private @Nullable Integer replication;

    @Option(
            names = "--upgrade-from",
            paramLabel = "DIR",
            description =
                    "another version, unpacked from its archive: services start with it, and with this one whenever they are started again")
    private @Nullable Path upgradeFrom;

    @Option(names = "--json", paramLabel = "FILE", description = "write the report here, too")
    private @Nullable Path json;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "for data and logs, empty or new, and then kept; else a temporary one, kept if a promise was broken")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine commandLine = commandLine();
        StormOptions options;
        new OptionChecks(spec).writable("--json", json);
        try {
            KafkaPlan kafkaPlan = kafkaPlan();
            UnpackedVersion other = upgradeFrom == null ? null : UnpackedVersion.in(upgradeFrom);
            Path chosen = folder == null ? Files.createTempDirectory("crayfleet-storm-") : folder;
            options =
                    new StormOptions(
                            tasks,
                            Duration.ofMillis(Math.round(minutes * MS_PER_MINUTE)),
                            seed,
                            only.isEmpty()
                                    ? StormOptions.allFaultKinds(kafkaPlan)
                                    : only.stream().map(FaultKind::of).collect(Collectors.toSet()),
                            hostile,
                            new StormOptions.FleetPlan(kafkaPlan, other, requireEmpty(chosen)));
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(commandLine, String.valueOf(refused.getMessage()));
        }
        StormReport report = new Storm(options, commandLine.getErr()).run();
        report.print(commandLine.getOut());
        if (json != null) {
            report.write(json);
        }
        boolean allKept = report.isQuiet() && report.violations().isEmpty();
        if (allKept && folder == null) {
            FolderDeletion.delete(options.folder());
        }
        return allKept ? 0 : 1;
    }

    private KafkaPlan kafkaPlan() {
        if (kafka.isEmpty()) {
            if (replication != null) {
                throw new IllegalArgumentException(
                        "--replication goes with --kafka; --brokers 3 makes three replicas by itself");
            }
            return new KafkaPlan.Own(brokers == null ? 1 : brokers);
        }
        if (brokers != null) {
            throw new IllegalArgumentException("--brokers and --kafka exclude each other");
        }
        return new KafkaPlan.External(
                String.join(",", kafka), replication == null ? 1 : replication);
    }

    private static Path requireEmpty(Path chosen) throws IOException {
        Files.createDirectories(chosen);
        try (Stream<Path> inside = Files.list(chosen)) {
            if (inside.findAny().isPresent()) {
                throw new IllegalArgumentException("--folder " + chosen + " is not empty");
            }
        }
        return chosen.toAbsolutePath();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        return spec.commandLine();
    }
}
