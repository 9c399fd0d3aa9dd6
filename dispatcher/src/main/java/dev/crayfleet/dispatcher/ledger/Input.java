package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Instant;

/** What makes the dispatcher decide something. */
public sealed interface Input {
    /** A record of the tasks topic. */
    record TaskRecord(TaskMessage message, RecordPosition place) implements Input {}

    /**
     * A record of the runs topic.
     *
     * @param writtenAt the record's own time, by the runner's clock
     */
    record RunRecord(RunMessage message, Instant writtenAt) implements Input {}

    /** The task that a replay repeats was read. */
    record ReplaySourceFound(TaskId replay, TaskSubmitted source) implements Input {}

    /** The task that a replay repeats cannot be read any more. */
    record ReplaySourceMissing(TaskId replay, String reason) implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}
}
