package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.cli.submission.SubmittableTask;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import java.time.Duration;
import java.util.Optional;

/** Waits for the result of a task that was submitted, and prints its answer. */
final class SubmittedTask {
    /** After so long it is asked why the task waits, if it does. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final TaskId id;
    private final FleetHttp dispatcher;
    private final Terminal out;
    private final ResultPrinter printer;

    SubmittedTask(TaskId id, FleetHttp dispatcher, Terminal out, ResultPrinter printer) {
        this.id = id;
        this.dispatcher = dispatcher;
        this.out = out;
        this.printer = printer;
    }

    /**
     * Waits for the result of what was submitted, and prints the answer.
     *
     * @param submitted compared with what the result says was asked: its id may be another's
     * @return the command's exit code
     */
    int await(ResultWaiter results, Duration timeout, SubmittableTask submitted) {
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

    private static boolean isOf(SubmittableTask task, TaskResult result) {
        return task.fingerprint()
                .equals(TaskFingerprint.of(result.pool(), result.prompt(), result.options()));
    }

    private Optional<TaskResult> find(ResultWaiter results, Duration timeout) {
        Duration first = timeout.compareTo(ANSWER_TIMEOUT) < 0 ? timeout : ANSWER_TIMEOUT;
        try (WaitingLine line = out.waitingLine(id)) {
            Optional<TaskResult> result = results.await(first, line);
            if (result.isEmpty() && timeout.compareTo(first) > 0) {
                whereItIs().ifPresent(line::looked);
                result = results.await(timeout.minus(first), line);
            }
            return result;
        }
    }

    private int print(Optional<TaskResult> result, ResultWaiter results, Duration timeout) {
        return result.map(each -> printer.print(each, results))
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
        TaskLookup task = TaskLookup.of(dispatcher, id);
        return task.isAlive() ? Optional.of(task.doing()) : Optional.empty();
    }
}
