package dev.crayfleet.trial.bench;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.local.LocalApp;
import dev.crayfleet.trial.bench.executors.ExecutorsCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crayfleet bench}: how fast Crayfleet is here, held against what Kafka alone does here. */
@Command(
        name = "bench",
        description =
                "Measures latency, throughput and memory against a broker of its own: about fourteen minutes. A missed target is said and is no failure.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = ExecutorsCommand.class)
public final class BenchCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--quick", description = "small numbers, in two minutes: shows that it works")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "measure only this: ${COMPLETION-CANDIDATES}")
    private Set<Part> only = EnumSet.noneOf(Part.class);

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there as well")
    private @Nullable Path json;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "measure against this Kafka, where no fleet may be at work")
    private @Nullable String kafka;

    @Option(
            names = "--lanes",
            defaultValue = "" + Topics.DEFAULT_LANES,
            description = "that it has (${DEFAULT-VALUE})")
    private int lanes;

    @Option(
            names = "--slots",
            defaultValue = "200",
            description = "of the runner (${DEFAULT-VALUE})")
    private int slots;

    @Option(
            names = "--dispatcher-heap",
            paramLabel = "MIB",
            defaultValue = "300",
            description = "at most (${DEFAULT-VALUE})")
    private int dispatcherHeap;

    @Option(
            names = "--runner-heap",
            paramLabel = "MIB",
            defaultValue = "192",
            description = "at most (${DEFAULT-VALUE})")
    private int runnerHeap;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "a setting of dispatcher and runner, such as crayfleet.dispatcher.commit-interval=5ms; may be repeated")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "where data and logs are kept; without it they are deleted in the end")
    private @Nullable Path folder;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        PrintWriter err = spec.commandLine().getErr();
        Path place = folder == null ? Files.createTempDirectory("crayfleet-bench-") : folder;
        Bench.Options options =
                new Bench.Options(
                        typed(),
                        place,
                        kafka,
                        lanes,
                        slots,
                        dispatcherHeap,
                        runnerHeap,
                        settings,
                        only.isEmpty() ? EnumSet.allOf(Part.class) : only,
                        LocalApp.class);
        Report report;
        try {
            report =
                    new Bench(
                                    quick ? BenchPlan.QUICK : BenchPlan.FULL,
                                    options,
                                    what -> {
                                        err.println("bench: " + what);
                                        err.flush();
                                    })
                            .run();
        } catch (RuntimeException e) {
            err.println("bench: logs are in " + place);
            throw e;
        }
        if (json != null) {
            report.write(json);
        }
        new Table(spec.commandLine().getOut()).print(report);
        if (folder == null) {
            delete(place);
        }
        if (report.trouble().any()) {
            err.println("bench: tasks failed or were tried again; the figures mean nothing");
            return 1;
        }
        return 0;
    }

    private String typed() {
        return "crayfleet bench"
                + (quick ? " --quick" : "")
                + (only.isEmpty()
                        ? ""
                        : " --only " + String.join(",", only.stream().map(Part::toString).toList()))
                + (kafka == null ? "" : " --kafka " + kafka);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
