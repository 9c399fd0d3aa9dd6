package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.agents.openclaw.OpenClawFinder;
import dev.crayfleet.cli.CommandLines;
import dev.crayfleet.trial.measure.BenchRun;
import dev.crayfleet.trial.measure.BenchRunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crayfleet bench executors}: what a task costs by hand and with Crayfleet. */
@Command(
        name = "executors",
        description =
                "Measures what a task of the real OpenClaw costs by hand and by Crayfleet, with a model that answers at once: about 10 minutes. A missed target is said and is no failure.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ExecutorsCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Mixin private BenchRunOptions runOptions = new BenchRunOptions();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "measure only this: ${COMPLETION-CANDIDATES}")
    private Set<ExecutorsPart> only = EnumSet.noneOf(ExecutorsPart.class);

    @Option(
            names = "--openclaw",
            paramLabel = "PATH",
            description = "the program; without it, it is looked for as a runner does")
    private @Nullable Path openclaw;

    @Override
    public Integer call() throws InterruptedException, IOException {
        runOptions.check(spec);
        Path program = findOpenClaw();
        BenchRun run = new BenchRun(spec, runOptions, "crayfleet-bench-executors-");
        ExecutorsBench.ExecutorsOptions options =
                new ExecutorsBench.ExecutorsOptions(
                        commandLine(),
                        run.folder(),
                        program,
                        runOptions.runnerHeap(),
                        only.isEmpty() ? EnumSet.allOf(ExecutorsPart.class) : only);
        ExecutorsPlan plan = runOptions.quick() ? ExecutorsPlan.QUICK : ExecutorsPlan.FULL;
        ExecutorsReport report =
                run.run(() -> new ExecutorsBench(plan, options, run::progress).run());
        run.report(report, ExecutorsReportPrinter::print);
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
        return "crayfleet bench executors"
                + (runOptions.quick() ? " --quick" : "")
                + BenchRun.onlyOption(only);
    }
}
