package dev.crayfleet.trial.bench;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.trial.bench.executors.ExecutorsCommand;
import dev.crayfleet.trial.measure.BenchRun;
import dev.crayfleet.trial.measure.BenchRunOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crayfleet bench}: how fast Crayfleet is on this machine, compared with Kafka alone. */
@Command(
        name = "bench",
        description =
                "Measures latency, throughput and memory against a broker of its own: about 15 minutes. A missed target is said and is no failure.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = ExecutorsCommand.class)
public final class BenchCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Mixin private BenchRunOptions runOptions = new BenchRunOptions();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "measure only this: ${COMPLETION-CANDIDATES}")
    private Set<BenchPart> only = EnumSet.noneOf(BenchPart.class);

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
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "a setting of dispatcher and runner, such as crayfleet.dispatcher.commit-interval=5ms; may be repeated")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--secured",
            description =
                    "with signing keys and a fleet file: each task is verified, and asked who may")
    private boolean isSecured;

    @Override
    public Integer call() throws InterruptedException, IOException {
        runOptions
                .check(spec)
                .range("--lanes", lanes, 1, 1_000)
                .range("--slots", slots, 1, 10_000)
                .range(
                        "--dispatcher-heap",
                        dispatcherHeap,
                        BenchRunOptions.MIN_HEAP_MIB,
                        BenchRunOptions.MAX_HEAP_MIB);
        BenchRun run = new BenchRun(spec, runOptions, "crayfleet-bench-");
        BenchOptions options =
                new BenchOptions(
                        commandLine(),
                        run.folder(),
                        new BenchOptions.Broker(kafka, lanes),
                        slots,
                        new BenchOptions.Heaps(dispatcherHeap, runOptions.runnerHeap()),
                        settings,
                        isSecured,
                        only.isEmpty() ? EnumSet.allOf(BenchPart.class) : only);
        BenchPlan plan = runOptions.quick() ? BenchPlan.QUICK : BenchPlan.FULL;
        BenchReport report = run.run(() -> new Bench(plan, options, run::progress).run());
        run.report(report, BenchReportPrinter::print);
        if (report.trouble().hasAny()) {
            run.progress("tasks failed or were tried again; the figures mean nothing");
            return 1;
        }
        return 0;
    }

    /** The command as it was typed, without options that do not change what is measured. */
    private String commandLine() {
        return "crayfleet bench"
                + (runOptions.quick() ? " --quick" : "")
                + BenchRun.onlyOption(only)
                + (isSecured ? " --secured" : "")
                + (kafka == null ? "" : " --kafka " + kafka);
    }
}
