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
    private final @Nullable Path json;
    private final boolean isTemporary;

    /**
     * @param prefix of the name of a temporary folder, which {@link #report} deletes
     */
    public BenchRun(@Nullable CommandSpec spec, BenchRunOptions options, String prefix)
            throws IOException {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        Path folderOption = options.folder();
        this.isTemporary = folderOption == null;
        this.folder = folderOption == null ? Files.createTempDirectory(prefix) : folderOption;
        this.json = options.json();
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

    /** Prints the report, writes it as JSON if that is wanted, and deletes a temporary folder. */
    public <R> void report(R report, BiConsumer<R, PrintWriter> printer) throws IOException {
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
