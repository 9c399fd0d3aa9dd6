package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RecordPlace;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskMessage;

/** What makes the dispatcher decide something. */
public sealed interface Input {
    /** A record of the tasks topic. */
    record Task(TaskMessage message, RecordPlace place) implements Input {}

    /** A record of the runs topic. */
    record Run(RunMessage message) implements Input {}

    /** Time has passed. */
    record Tick() implements Input {}
}
