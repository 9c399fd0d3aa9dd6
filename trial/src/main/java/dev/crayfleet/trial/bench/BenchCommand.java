package dev.crayfleet.trial.bench;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.trial.bench.executors.ExecutorsCommand;
import dev.crayfleet.trial.measure.BenchRun;
import dev.crayfleet.trial.measure.OptionChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crayfleet bench}: how fast Crayfleet is on this machine, compared with Kafka alone. */
@Command(
        name = "bench",
        description =
                "Measures latency, throughput and memory against a broker of its own: about fourteen minutes. A missed target is said and is no failure.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = ExecutorsCommand.class)
public final class BenchCommand implements Callable<Integer> {
    private static final int MIN_HEAP_MIB = 64;
    private static final int MAX_HEAP_MIB = 65_536;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--quick", description = "small numbers, in two minutes: shows that it works")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "measure only this: ${COMPLETION-CANDIDATES}")
    private Set<BenchPart> only = EnumSet.noneOf(BenchPart.class);

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
        new OptionChecks(spec)
                .range("--lanes", lanes, 1, 1_000)
                .range("--slots", slots, 1, 10_000)
                .range("--dispatcher-heap", dispatcherHeap, MIN_HEAP_MIB, MAX_HEAP_MIB)
                .range("--runner-heap", runnerHeap, MIN_HEAP_MIB, MAX_HEAP_MIB)
                .writable("--json", json);
        BenchRun run = new BenchRun(spec, folder, "crayfleet-bench-");
        BenchOptions options =
                new BenchOptions(
                        commandLine(),
                        run.folder(),
                        new BenchOptions.Broker(kafka, lanes),
                        slots,
                        new BenchOptions.Heaps(dispatcherHeap, runnerHeap),
                        settings,
                        only.isEmpty() ? EnumSet.allOf(BenchPart.class) : only);
        BenchPlan plan = quick ? BenchPlan.QUICK : BenchPlan.FULL;
        BenchReport report = run.run(() -> new Bench(plan, options, run::progress).run());
        run.report(report, json, BenchReportPrinter::print);
        if (report.trouble().hasAny()) {
            run.progress("tasks failed or were tried again; the figures mean nothing");
            return 1;
        }
        return 0;
    }

    /** The command as it was typed, without options that do not change what is measured. */
    private String commandLine() {
        return "crayfleet bench"
                + (quick ? " --quick" : "")
                + BenchRun.onlyOption(only)
                + (kafka == null ? "" : " --kafka " + kafka);
    }
}
