package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.agents.openclaw.OpenClawFinder;
import dev.crayfleet.cli.CommandLines;
import dev.crayfleet.trial.measure.BenchRun;
import dev.crayfleet.trial.measure.OptionChecks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crayfleet bench executors}: what a task costs by hand and with Crayfleet. */
@Command(
        name = "executors",
        description =
                "Measures what a task of the real OpenClaw costs by hand and by Crayfleet, with a model that answers at once: about ten minutes. A missed target is said and is no failure.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ExecutorsCommand implements Callable<Integer> {
    private static final int MIN_HEAP_MIB = 64;
    private static final int MAX_HEAP_MIB = 65_536;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--quick",
            description = "small numbers, in about a minute: shows that it works")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "measure only this: ${COMPLETION-CANDIDATES}")
    private Set<ExecutorsPart> only = EnumSet.noneOf(ExecutorsPart.class);

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there as well")
    private @Nullable Path json;

    @Option(
            names = "--openclaw",
            paramLabel = "PATH",
            description = "the program; without it, it is looked for as a runner does")
    private @Nullable Path openclaw;

    @Option(
            names = "--runner-heap",
            paramLabel = "MIB",
            defaultValue = "192",
            description = "at most (${DEFAULT-VALUE})")
    private int runnerHeap;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "where data and logs are kept; without it they are deleted in the end")
    private @Nullable Path folder;

    @Override
    public Integer call() throws InterruptedException, IOException {
        new OptionChecks(spec)
                .range("--runner-heap", runnerHeap, MIN_HEAP_MIB, MAX_HEAP_MIB)
                .writable("--json", json);
        Path program = findOpenClaw();
        BenchRun run = new BenchRun(spec, folder, "crayfleet-bench-executors-");
        ExecutorsBench.ExecutorsOptions options =
                new ExecutorsBench.ExecutorsOptions(
                        commandLine(),
                        run.folder(),
                        program,
                        runnerHeap,
                        only.isEmpty() ? EnumSet.allOf(ExecutorsPart.class) : only);
        ExecutorsPlan plan = quick ? ExecutorsPlan.QUICK : ExecutorsPlan.FULL;
        ExecutorsReport report =
                run.run(() -> new ExecutorsBench(plan, options, run::progress).run());
        run.report(report, json, ExecutorsReportPrinter::print);
        return 0;
    }

    /**
     * @throws CommandLines.RefusedException with a sentence for people, if there is none
     */
    private Path findOpenClaw() {
        Map<String, String> environment = System.getenv();
        String named = environment.get("OPENCLAW_BIN");
        return new OpenClawFinder(
                        environment.getOrDefault("PATH", ""),
                        Path.of(environment.getOrDefault("HOME", ".")),
                        Path.of("/"))
                .find(openclaw != null || named == null ? openclaw : Path.of(named))
                .orElseThrow(() ->
                        new CommandLines.RefusedException(OpenClawFinder.notFound("--openclaw")));
    }

    /** The command as it was typed, without options that do not change what is measured. */
    private String commandLine() {
        return "crayfleet bench executors" + (quick ? " --quick" : "") + BenchRun.onlyOption(only);
    }
}
