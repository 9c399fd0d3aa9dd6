package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.contract.Codec;
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
    private final ResultForm form;

    /**
     * @param folder for the result's files; null where they are not saved
     */
    ResultPrinter(Terminal out, @Nullable OutputFolder folder, ResultForm form) {
        this.out = out;
        this.folder = folder;
        this.form = form;
    }

    /**
     * @return the command's exit code
     */
    int print(TaskResult result, ResultWaiter results) {
        RunReport report = result.report();
        boolean isComplete =
                form.isJson() ? printJson(result, results) : printText(result, results);
        boolean areSaved = report == null || save(report.answer().outputs(), results);
        return isComplete && areSaved && result.status() == TaskStatus.SUCCEEDED
                ? 0
                : CommandLines.FAILED;
    }

    /** Whether all of it was there. */
    private boolean printText(TaskResult result, ResultWaiter results) {
        boolean hasSucceeded = result.status() == TaskStatus.SUCCEEDED;
        if (!hasSucceeded) {
            out.error(
                    "task %s %s: %s"
                            .formatted(
                                    result.id(),
                                    TaskLines.pastTense(result.status().word()),
                                    result.reason()));
        }
        RunReport report = result.report();
        return report == null
                || !hasSucceeded && !form.isWhole()
                || printAnswer(report, results, hasSucceeded);
    }

    private boolean printAnswer(RunReport report, ResultWaiter results, boolean hasSucceeded) {
        report.notes().forEach(note -> say("note: " + note));
        Optional<String> whole = results.answer(report.answer());
        String text = whole.orElse(report.answer().result());
        if (hasSucceeded || !text.isEmpty()) {
            out.text(text);
        }
        if (whole.isEmpty()) {
            out.error(
                    "this is the beginning of the answer only: the whole, %,d bytes, is no longer in Kafka. It was posted in #results, and lies in %s of the runner's folder"
                            .formatted(fileSize(report), report.workspace().path()));
        }
        return whole.isPresent();
    }

    private static long fileSize(RunReport report) {
        FileRef file = report.answer().resultFile();
        return file == null ? 0 : file.size();
    }

    /** Whether all of it was there. */
    private boolean printJson(TaskResult result, ResultWaiter results) {
        JsonNode json = toJson(result);
        RunReport report = result.report();
        Optional<String> whole = report == null ? Optional.of("") : results.answer(report.answer());
        if (whole.isPresent() && json.at("/report/answer") instanceof ObjectNode answer) {
            answer.put("result", whole.get());
        }
        out.json(json);
        if (whole.isEmpty()) {
            out.error("\"result\" is the beginning only: the whole is no longer in Kafka");
        }
        return whole.isPresent();
    }

    private static JsonNode toJson(TaskResult result) {
        try {
            return new ObjectMapper().readTree(new Codec().encode(result));
        } catch (IOException e) {
            throw new IllegalStateException("the result cannot be written as JSON", e);
        }
    }

    /** Whether all are there that are wanted. */
    private boolean save(List<FileRef> files, ResultWaiter results) {
        if (folder == null) {
            if (!files.isEmpty()) {
                say(
                        "the task made %s, which %s DIR would save: %s"
                                .formatted(
                                        files.size() == 1 ? "a file" : files.size() + " files",
                                        form.option(),
                                        files.stream()
                                                .map(FileRef::name)
                                                .collect(Collectors.joining(", "))));
            }
            return true;
        }
        if (files.isEmpty()) {
            say("the task made no files");
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
            say(
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

    private void say(String sentence) {
        if (!form.isQuiet()) {
            out.progress(sentence);
        }
    }
}
