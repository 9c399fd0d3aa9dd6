package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskId;
import java.util.ArrayList;
import java.util.List;

/** What became of the tasks of a batch. It holds no more than it shows. */
final class BatchReport {
    private static final int MAX_SHOWN = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Terminal out;
    private final boolean isJson;
    private final List<String> refusals = new ArrayList<>();
    private long accepted;
    private long known;
    private long refused;
    private long answered;
    private long next = 1;

    /**
     * @param isJson whether programs read what became of each task
     */
    BatchReport(Terminal out, boolean isJson) {
        this.out = out;
        this.isJson = isJson;
    }

    /** A task is about to be submitted. */
    void at(long line) {
        next = line;
    }

    void accepted(long line, TaskId id) {
        accepted++;
        answered++;
        tell(line, "accepted", id, "");
    }

    void known(long line, TaskId id) {
        known++;
        answered++;
        tell(line, "known", id, "");
    }

    /** The fleet refuses a task. */
    void refused(long line, TaskId id, String reason) {
        answered++;
        count(line, reason);
        tell(line, "refused", id, reason);
    }

    /** A line is no task. */
    void refused(long line, String reason) {
        count(line, reason);
        if (isJson) {
            out.line(object(line, "refused").put("reason", reason).toString());
        }
    }

    private void count(long line, String reason) {
        refused++;
        if (refusals.size() < MAX_SHOWN) {
            refusals.add("line %,d: %s".formatted(line, reason));
        }
    }

    private void tell(long line, String outcome, TaskId id, String reason) {
        if (isJson) {
            ObjectNode object = object(line, outcome).put("id", id.value());
            out.line((reason.isEmpty() ? object : object.put("reason", reason)).toString());
        }
    }

    private static ObjectNode object(long line, String outcome) {
        return JSON.createObjectNode().put("line", line).put("outcome", outcome);
    }

    long refused() {
        return refused;
    }

    /** How many the fleet has answered. */
    long submitted() {
        return answered;
    }

    /** The line of the task that was submitted last. */
    long next() {
        return next;
    }

    /** The refused lines on standard error, and the numbers on standard output. */
    void tell() {
        refusals.forEach(out::error);
        if (refused > refusals.size()) {
            out.error("and %,d more".formatted(refused - refusals.size()));
        }
        String numbers =
                "accepted %,d, already known %,d, refused %,d".formatted(accepted, known, refused);
        if (isJson) {
            out.progress(numbers);
        } else {
            out.line(numbers);
        }
    }
}
