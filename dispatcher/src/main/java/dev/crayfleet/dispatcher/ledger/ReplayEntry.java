package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;

/**
 * A replay that waits until its source, the task that it repeats, has been read from the tasks
 * topic.
 *
 * @param place of the request
 * @param original position of the source's record
 */
public record ReplayEntry(ReplayRequested request, RecordPosition place, RecordPosition original) {}
