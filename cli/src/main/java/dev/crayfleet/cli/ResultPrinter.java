package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints a result: the answer on standard output, all else on standard error. */
final class ResultPrinter {
    private final Terminal out;
    private final @Nullable OutputFolder folder;

    /**
     * @param folder for the result's files; null where they are not saved
     */
    ResultPrinter(Terminal out, @Nullable OutputFolder folder) {
        this.out = out;
        this.folder = folder;
    }

    /**
     * @return the command's exit code
     */
    int print(TaskResult result, ResultWaiter results) {
        RunReport report = result.report();
        int exitCode = 0;
        if (result.status() != TaskStatus.SUCCEEDED) {
            out.error(
                    "task %s %s: %s"
                            .formatted(
                                    result.id(),
                                    TaskLines.pastTense(result.status().word()),
                                    result.reason()));
            exitCode = CommandLines.FAILED;
        } else if (report != null) {
            exitCode = printAnswer(report, results);
        }
        boolean areSaved = report == null || save(report.answer().outputs(), results);
        return areSaved ? exitCode : CommandLines.FAILED;
    }

    private int printAnswer(RunReport report, ResultWaiter results) {
        report.notes().forEach(note -> out.progress("note: " + note));
        Optional<String> whole = results.answer(report.answer());
        out.text(whole.orElse(report.answer().result()));
        if (whole.isPresent()) {
            return 0;
        }
        out.error(
                "this is the beginning of the answer only: the whole, %,d bytes, is no longer in Kafka. It was posted in #results, and lies in %s of the runner's folder"
                        .formatted(fileSize(report), report.workspace().path()));
        return CommandLines.FAILED;
    }

    private static long fileSize(RunReport report) {
        FileRef file = report.answer().resultFile();
        return file == null ? 0 : file.size();
    }

    /** Whether all are there that are wanted. */
    private boolean save(List<FileRef> files, ResultWaiter results) {
        if (folder == null) {
            if (!files.isEmpty()) {
                out.progress(
                        "the task made %s, which --output DIR would save: %s"
                                .formatted(
                                        files.size() == 1 ? "a file" : files.size() + " files",
                                        files.stream()
                                                .map(FileRef::name)
                                                .collect(Collectors.joining(", "))));
            }
            return true;
        }
        if (files.isEmpty()) {
            out.progress("the task made no files");
        }
        boolean areSaved = true;
        for (FileRef each : files) {
            areSaved &= save(each, folder, results);
        }
        return areSaved;
    }

    private boolean save(FileRef file, OutputFolder into, ResultWaiter results) {
        Optional<byte[]> content = results.file(file);
        if (content.isEmpty()) {
            out.error(
                    "%s is not saved: it is no longer in Kafka. It was posted in #results"
                            .formatted(file.name()));
            return false;
        }
        try {
            OutputFolder.Saved saved = into.save(file, content.get());
            out.progress(
                    saved.isNew()
                            ? "saved %s (%,d bytes)".formatted(saved.path(), file.size())
                            : "%s is there already".formatted(saved.path()));
            return true;
        } catch (IOException e) {
            out.error(
                    "%s is not saved: it cannot be written (%s)"
                            .formatted(file.name(), e.getMessage()));
            return false;
        }
    }
}
