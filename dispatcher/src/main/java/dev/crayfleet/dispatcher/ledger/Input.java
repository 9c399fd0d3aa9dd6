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
    record Task(TaskMessage message, RecordPosition place) implements Input {}

    /**
     * A record of the runs topic.
     *
     * @param written the record's own time, by the runner's clock
     */
    record Run(RunMessage message, Instant written) implements Input {}

    /** The original of a replay was read. */
    record Original(TaskId replay, TaskSubmitted original) implements Input {}

    /** The original of a replay cannot be read any more. */
    record OriginalGone(TaskId replay, String reason) implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}
}
