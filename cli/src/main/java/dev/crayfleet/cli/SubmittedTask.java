package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.util.Optional;

/** Waits for the result of a task that was submitted, and prints its answer. */
final class SubmittedTask {
    /** After so long it is asked why the task waits, if it does. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TaskId id;
    private final FleetHttp dispatcher;
    private final Terminal out;

    SubmittedTask(TaskId id, FleetHttp dispatcher, Terminal out) {
        this.id = id;
        this.dispatcher = dispatcher;
        this.out = out;
    }

    /**
     * Waits for the result of what was submitted, and prints the answer.
     *
     * @param submitted compared with what the result says was asked: its id may be another's
     * @return the command's exit code
     */
    int await(ResultWaiter results, Duration timeout, TaskFlags.SubmittableTask submitted) {
        out.progress("task %s is submitted; waiting for its result".formatted(id));
        Optional<TaskResult> result = find(results, timeout);
        if (result.filter(each -> !isOf(submitted, each)).isPresent()) {
            out.error(
                    "not submitted: task id \"%s\" belongs to another task, which asked something else and has ended. Submit this one with another --id"
                            .formatted(id));
            return CommandLines.REFUSED;
        }
        return print(result, results, timeout);
    }

    /**
     * The same, of a task that was submitted some time.
     *
     * @param timeout how long to wait at most
     */
    int await(ResultWaiter results, Duration timeout) {
        Duration first = timeout.compareTo(PATIENCE) < 0 ? timeout : PATIENCE;
        Optional<TaskResult> result = results.await(first);
        Optional<String> unknown = result.isPresent() ? Optional.empty() : refusal();
        if (unknown.isPresent()) {
            out.error(unknown.get());
            return CommandLines.REFUSED;
        }
        return print(result.or(() -> find(results, timeout.minus(first))), results, timeout);
    }

    /** Why the dispatcher does not show the task; empty if it does, or does not answer. */
    private Optional<String> refusal() {
        try {
            JsonNode unused = dispatcher.get(path());
            return Optional.empty();
        } catch (IllegalArgumentException refusal) {
            return Optional.of(String.valueOf(refusal.getMessage()));
        } catch (IllegalStateException away) {
            return Optional.empty();
        }
    }

    private String path() {
        return "/tasks/" + id + "?result=false";
    }

    private static boolean isOf(TaskFlags.SubmittableTask task, TaskResult result) {
        return TaskFingerprint.of(task.pool(), task.prompt(), task.options())
                .equals(TaskFingerprint.of(result.pool(), result.prompt(), result.options()));
    }

    private Optional<TaskResult> find(ResultWaiter results, Duration timeout) {
        Duration first = timeout.compareTo(PATIENCE) < 0 ? timeout : PATIENCE;
        Optional<TaskResult> result = results.await(first);
        if (result.isEmpty() && timeout.compareTo(first) > 0) {
            whereItIs().ifPresent(where -> out.progress("task %s %s".formatted(id, where)));
            result = results.await(timeout.minus(first));
        }
        return result;
    }

    private int print(Optional<TaskResult> result, ResultWaiter results, Duration timeout) {
        return result.map(each -> print(each, results))
                .orElseGet(() -> stillRunning(results, timeout));
    }

    private int stillRunning(ResultWaiter results, Duration timeout) {
        try {
            // The fleet may have ended meanwhile: then nothing goes on.
            FleetAddresses.check(null, results.bootstrap());
        } catch (UnreachableException away) {
            out.error(
                    "task %s has no result after %s, and %s"
                            .formatted(id, ReadableTimes.duration(timeout), away.getMessage()));
            return CommandLines.UNREACHABLE;
        }
        out.error(
                "task %s has no result after %s; it goes on%s. Look at it with: crayfleet task %s"
                        .formatted(
                                id,
                                ReadableTimes.duration(timeout),
                                whereItIs().map(where -> " (it " + where + ")").orElse(""),
                                id));
        return CommandLines.STILL_RUNNING;
    }

    /** What the dispatcher knows of it, for who waits; empty if it does not say. */
    private Optional<String> whereItIs() {
        try {
            JsonNode view = dispatcher.get(path());
            String waiting = view.path("waiting").path("sentence").asText();
            String runner = view.path("runner").asText();
            if (!waiting.isEmpty()) {
                return Optional.of("waits: " + waiting);
            }
            return runner.isEmpty() ? Optional.empty() : Optional.of("is with " + runner);
        } catch (IllegalArgumentException | IllegalStateException unknown) {
            return Optional.empty();
        }
    }

    private int print(TaskResult result, ResultWaiter results) {
        RunReport report = result.report();
        if (result.status() != TaskStatus.SUCCEEDED) {
            out.error(
                    "task %s %s: %s"
                            .formatted(
                                    id,
                                    TaskLines.pastTense(result.status().word()),
                                    result.reason()));
            return CommandLines.FAILED;
        }
        if (report == null) {
            return 0;
        }
        report.notes().forEach(note -> out.progress("note: " + note));
        Optional<String> whole = results.answer(report.answer());
        out.text(whole.orElse(report.answer().result()));
        if (whole.isEmpty()) {
            out.error(
                    "this is the beginning of the answer only: the whole, %,d bytes, is no longer in Kafka. It was posted in #results, and lies in %s of the runner's folder"
                            .formatted(fileSize(report), report.workspace().path()));
            return CommandLines.FAILED;
        }
        return 0;
    }

    private static long fileSize(RunReport report) {
        FileRef file = report.answer().resultFile();
        return file == null ? 0 : file.size();
    }
}
