package dev.crayfleet.trial.measure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that all benchmark commands have; a picocli mixin. */
@Command
public final class BenchRunOptions {
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
