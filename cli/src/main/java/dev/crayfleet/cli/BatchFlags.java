package dev.crayfleet.cli;

import dev.crayfleet.cli.submission.BatchFile;
import dev.crayfleet.cli.submission.SubmittableTask;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of a batch: many tasks in one file. */
@Command
final class BatchFlags {
    private static final int MAX_RUN_CHARS = 100;

    @Option(
            names = {"-b", "--batch"},
            paramLabel = "FILE",
            description = {
                "submit all tasks of a file: .txt, one on each line; .jsonl, an object on each line;",
                ".csv, under a row of names. The same file again submits nothing twice"
            })
    private @Nullable Path file;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "of the batch: the same tasks under another name are done again")
    private @Nullable String run;

    @Option(
            names = "--skip-invalid",
            description = "submit the others; else nothing is, if a line is no task")
    private boolean skipInvalid;

    @Option(names = "--json", description = "print what became of each task, one object a line")
    private boolean json;

    boolean isGiven() {
        return file != null;
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is something but no
     *     batch
     */
    void checkNothingGiven() {
        if (run != null || skipInvalid || json) {
            throw new IllegalArgumentException(
                    "--run, --skip-invalid and --json are for --batch FILE, which is not there");
        }
    }

    /**
     * @param overrides of all tasks
     * @return the exit code
     * @throws IllegalArgumentException with a sentence for people, if nothing is submitted
     */
    int submit(SubmittableTask.Overrides overrides, WayFlags way, Terminal out) {
        if (file == null) {
            throw new IllegalStateException("no batch is given");
        }
        if (run != null && run.length() > MAX_RUN_CHARS) {
            throw new IllegalArgumentException(
                    "a run's name has at most %d characters".formatted(MAX_RUN_CHARS));
        }
        BatchFile batch = BatchFile.open(file, overrides, run == null ? "" : run);
        return new BatchSubmission(batch, way.choose(), new BatchReport(out, json), out)
                .submit(skipInvalid);
    }
}
