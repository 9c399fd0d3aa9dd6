package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.agents.openclaw.OpenClawFinder;
import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.trial.bench.executors.ExecutorsBench.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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

/** {@code crayfleet bench executors}: what a task costs by hand, and what by Crayfleet. */
@Command(
        name = "executors",
        description =
                "Measures what a task of the real OpenClaw costs by hand and by Crayfleet, with a model that answers at once: about ten minutes. A missed target is said and is no failure.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ExecutorsCommand implements Callable<Integer> {
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
    private Set<Part> only = EnumSet.noneOf(Part.class);

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
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        PrintWriter err = spec.commandLine().getErr();
        Path program = program();
        Path place =
                folder == null ? Files.createTempDirectory("crayfleet-bench-executors-") : folder;
        ExecutorsBench.Options options =
                new ExecutorsBench.Options(
                        typed(),
                        place,
                        program,
                        runnerHeap,
                        only.isEmpty() ? EnumSet.allOf(Part.class) : only);
        ExecutorsReport report;
        try {
            report =
                    new ExecutorsBench(
                                    quick ? ExecutorsPlan.QUICK : ExecutorsPlan.FULL,
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
        new ExecutorsTable(spec.commandLine().getOut()).print(report);
        if (folder == null) {
            FolderDeletion.delete(place);
        }
        return 0;
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is none
     */
    private Path program() {
        Map<String, String> environment = System.getenv();
        String named = environment.get("OPENCLAW_BIN");
        return new OpenClawFinder(
                        environment.getOrDefault("PATH", ""),
                        Path.of(environment.getOrDefault("HOME", ".")),
                        Path.of("/"))
                .find(openclaw != null || named == null ? openclaw : Path.of(named))
                .orElseThrow(
                        () -> new IllegalArgumentException(OpenClawFinder.notFound("--openclaw")));
    }

    private String typed() {
        return "crayfleet bench executors"
                + (quick ? " --quick" : "")
                + (only.isEmpty()
                        ? ""
                        : " --only "
                                + String.join(",", only.stream().map(Part::toString).toList()));
    }
}
