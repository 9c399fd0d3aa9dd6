package dev.crayfleet.trial.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.crayfleet.agents.workspace.FolderDeletion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What the benchmark commands have in common: progress lines, a folder for data and logs, and a
 * report for people and as JSON.
 */
public final class BenchRun {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintWriter out;
    private final PrintWriter err;
    private final Path folder;
    private final boolean isTemporary;

    /**
     * @param folder for data and logs; absent for a temporary one, which {@link #report} deletes
     * @param prefix of the temporary folder's name
     */
    public BenchRun(@Nullable CommandSpec spec, @Nullable Path folder, String prefix)
            throws IOException {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        this.isTemporary = folder == null;
        this.folder = folder == null ? Files.createTempDirectory(prefix) : folder;
    }

    /** A benchmark that can be run. */
    public interface Benchmark<R> {
        R run() throws InterruptedException, IOException;
    }

    public Path folder() {
        return folder;
    }

    /** Prints a progress line. */
    public void progress(String line) {
        err.println("bench: " + line);
        err.flush();
    }

    /** Runs it; if it fails, prints where the logs are, and keeps them. */
    public <R> R run(Benchmark<R> benchmark) throws InterruptedException, IOException {
        try {
            return benchmark.run();
        } catch (RuntimeException e) {
            progress("logs are in " + folder);
            throw e;
        }
    }

    /**
     * Writes and prints the report, and deletes a temporary folder.
     *
     * @param json a file, replaced; absent if none is wanted
     */
    public <R> void report(R report, @Nullable Path json, BiConsumer<R, PrintWriter> printer)
            throws IOException {
        if (json != null) {
            JSON.writeValue(json.toFile(), report);
        }
        printer.accept(report, out);
        if (isTemporary) {
            FolderDeletion.delete(folder);
        }
    }

    /** The option {@code --only} as it was typed, for the report; empty without parts. */
    public static String onlyOption(Collection<?> parts) {
        return parts.isEmpty()
                ? ""
                : parts.stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(",", " --only ", ""));
    }
}
