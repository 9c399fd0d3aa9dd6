package dev.crayfleet.trial.measure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that all benchmark commands have; a picocli mixin. */
@Command
public final class BenchRunOptions {
    /** The range of heaps, of any process of a benchmark. */
    public static final int MIN_HEAP_MIB = 64;

    public static final int MAX_HEAP_MIB = 65_536;

    @Option(
            names = "--quick",
            description = "small numbers, in one or two minutes: shows that it works")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "write the figures there as well")
    private @Nullable Path json;

    @Option(
            names = "--runner-heap",
            paramLabel = "MIB",
            defaultValue = "192",
            description = "of the runner at most (${DEFAULT-VALUE})")
    private int runnerHeap;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "where data and logs are kept; without it they are deleted in the end")
    private @Nullable Path folder;

    /**
     * Refuses what cannot be used, before anything starts.
     *
     * @return for the checks of further options
     * @throws picocli.CommandLine.ParameterException with a sentence
     */
    public OptionChecks check(@Nullable CommandSpec spec) {
        return new OptionChecks(spec)
                .range("--runner-heap", runnerHeap, MIN_HEAP_MIB, MAX_HEAP_MIB)
                .writable("--json", json);
    }

    public boolean quick() {
        return quick;
    }

    /** MiB. */
    public int runnerHeap() {
        return runnerHeap;
    }

    /** For the report; absent if it is not wanted as JSON. */
    @Nullable Path json() {
        return json;
    }

    /** For data and logs; absent for a temporary one. */
    @Nullable Path folder() {
        return folder;
    }
}
