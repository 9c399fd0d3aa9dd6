package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.kafka.ResultLog;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows a result: the answer on standard output, all else on standard error. */
final class ResultOutput {
    private final ResultLog log;
    private final Terminal out;
    private final boolean isQuiet;

    /**
     * @param isQuiet without notes, and without what files were stored
     */
    ResultOutput(ResultLog log, Terminal out, boolean isQuiet) {
        this.log = log;
        this.out = out;
        this.isQuiet = isQuiet;
    }

    /**
     * The whole answer; of a task that failed, the reason and what its agent left.
     *
     * @return the command's exit code
     */
    int print(TaskResult result) {
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
        if (report == null) {
            return hasSucceeded ? 0 : CommandLines.FAILED;
        }
        if (!isQuiet) {
            report.notes().forEach(note -> out.progress("note: " + note));
        }
        Optional<String> whole = whole(report.answer());
        String text = whole.orElse(report.answer().result());
        if (!text.isEmpty()) {
            out.text(text);
        }
        if (whole.isEmpty()) {
            out.error(
                    "this is the beginning of the answer only: the whole is no longer in Kafka. It was posted in #results, and lies in %s of the runner's folder"
                            .formatted(report.workspace().path()));
        }
        return hasSucceeded && whole.isPresent() ? 0 : CommandLines.FAILED;
    }

    /**
     * The record as Kafka has it, with the whole answer.
     *
     * @return the command's exit code
     */
    int printJson(TaskResult result) {
        JsonNode json = toJson(result);
        RunReport report = result.report();
        Optional<String> whole = report == null ? Optional.of("") : whole(report.answer());
        if (report != null
                && whole.isPresent()
                && json.path("report").path("answer") instanceof ObjectNode answer) {
            answer.put("result", whole.get());
        }
        out.json(json);
        if (whole.isEmpty()) {
            out.error("\"result\" is the beginning only: the whole is no longer in Kafka");
        }
        return result.status() == TaskStatus.SUCCEEDED && whole.isPresent()
                ? 0
                : CommandLines.FAILED;
    }

    private static JsonNode toJson(TaskResult result) {
        try {
            return new ObjectMapper().readTree(new Codec().encode(result));
        } catch (IOException e) {
            throw new IllegalStateException("the result cannot be written as JSON", e);
        }
    }

    /** Empty if it lies in a file that is gone. */
    private Optional<String> whole(RunReport.Answer answer) {
        FileRef file = answer.resultFile();
        return file == null
                ? Optional.of(answer.result())
                : log.file(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Stores the files that the agent made.
     *
     * @return the command's exit code
     */
    int save(TaskResult result, OutputFolder folder) {
        RunReport report = result.report();
        List<FileRef> files = report == null ? List.of() : report.answer().outputs();
        if (files.isEmpty()) {
            say("task %s has left no files".formatted(result.id()));
        }
        int exitCode = 0;
        for (FileRef file : files) {
            exitCode = Math.max(exitCode, save(file, folder));
        }
        return exitCode;
    }

    /** Says that there are files, to who has not asked for them. */
    void mentionFiles(TaskResult result) {
        RunReport report = result.report();
        if (report != null && !report.answer().outputs().isEmpty()) {
            say(
                    "its agent made files, which --files DIR stores: "
                            + report.answer().outputs().stream()
                                    .map(FileRef::name)
                                    .collect(Collectors.joining(", ")));
        }
    }

    private int save(FileRef file, OutputFolder folder) {
        Optional<byte[]> content = log.file(file);
        if (content.isEmpty()) {
            out.error(
                    "\"%s\" is no longer in Kafka, which keeps files for 7 days; it may still be in the workspace"
                            .formatted(file.name()));
            return CommandLines.FAILED;
        }
        try {
            OutputFolder.Saved saved = folder.save(file, content.get());
            say(
                    saved.isNew()
                            ? "stored " + saved.path()
                            : "%s is there already, and the same".formatted(saved.path()));
            return 0;
        } catch (IOException e) {
            out.error(
                    "\"%s\" cannot be stored: is there room, and is the name possible here?"
                            .formatted(file.name()));
            return CommandLines.FAILED;
        }
    }

    private void say(String sentence) {
        if (!isQuiet) {
            out.progress(sentence);
        }
    }
}
