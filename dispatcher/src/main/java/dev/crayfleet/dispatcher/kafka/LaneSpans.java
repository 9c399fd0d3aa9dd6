package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.TaskEntry;
import dev.crayfleet.dispatcher.ledger.TaskHistoryStep;
import dev.crayfleet.dispatcher.ledger.TaskState;
import dev.crayfleet.stage.traces.TaskSpan;
import dev.crayfleet.stage.traces.TaskTracer;
import java.time.Instant;
import java.util.List;

/**
 * Spans of what a lane sees of tasks. A lane that is taken over may record one again that its last
 * owner has recorded, or none; nobody waits for that.
 */
final class LaneSpans {
    private final TaskTracer tracer;

    LaneSpans(TaskTracer tracer) {
        this.tracer = tracer;
    }

    /**
     * A task that did not come by way of ingest enters its trace here.
     *
     * @return the input to decide on
     */
    Input enter(Input input, Ledger ledger, Instant now) {
        return tracer.isOn()
                        && input instanceof Input.TaskRecord record
                        && record.message() instanceof TaskSubmitted task
                        && isUntraced(task)
                        && !ledger.knows(task.id())
                ? new Input.TaskRecord(enter(task, record.place().timestamp(), now), record.place())
                : input;
    }

    private static boolean isUntraced(TaskSubmitted task) {
        return switch (task.origin()) {
            case Origin.Kafka kafka -> true;
            case Origin.Cli cli -> true;
            case Origin.Agent agent -> true;
            case Origin.Discord discord -> task.traceparent() == null;
            case Origin.Http http -> task.traceparent() == null;
        };
    }

    private TaskSubmitted enter(TaskSubmitted task, Instant writtenAt, Instant now) {
        TraceParent place = tracer.enter(task.traceparent());
        tracer.record(
                TaskSpan.of(
                                TaskSpan.Step.INGEST,
                                task.traceparent(),
                                task.id(),
                                task.pool(),
                                writtenAt,
                                now)
                        .at(place)
                        .with(TaskSpan.ORIGIN, task.origin().getClass().getSimpleName()));
        return task.withTraceparent(place);
    }

    /** The waits that claims have ended. */
    void claimed(Decision decision) {
        if (tracer.isOn()) {
            decision.entries()
                    .forEach(entry -> {
                        if (entry instanceof LedgerEntry.TaskPut(TaskEntry task)
                                && task.state() instanceof TaskState.Claimed claimed
                                && task.history().getLast().what()
                                        == TaskHistoryStep.Kind.CLAIMED) {
                            recordWait(task, claimed);
                        }
                    });
        }
    }

    private void recordWait(TaskEntry task, TaskState.Claimed claimed) {
        TaskSubmitted submitted = task.submitted();
        if (submitted.traceparent() != null) {
            tracer.record(
                    TaskSpan.of(
                                    TaskSpan.Step.QUEUE,
                                    submitted.traceparent(),
                                    submitted.id(),
                                    submitted.pool(),
                                    waitingSince(task),
                                    claimed.since())
                            .with(TaskSpan.ATTEMPT, task.history().getLast().attempt())
                            .with(TaskSpan.RUNNER, claimed.holder().runner().value()));
        }
    }

    /** Since it was written; after an earlier attempt, since that had ended. */
    private static Instant waitingSince(TaskEntry task) {
        List<TaskHistoryStep> history = task.history();
        if (history.getLast().attempt() == 1) {
            return task.place().timestamp();
        }
        return history.reversed().stream()
                .skip(1)
                .takeWhile(step ->
                        step.what() != TaskHistoryStep.Kind.CLAIMED
                                && step.what() != TaskHistoryStep.Kind.RUNNING)
                .reduce((later, earlier) -> earlier)
                .map(TaskHistoryStep::at)
                .orElse(task.place().timestamp());
    }
}
