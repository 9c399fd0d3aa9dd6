package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;

/**
 * A replay whose source, the task that it repeats, has to be read from the tasks topic first.
 *
 * @param place of the request
 * @param original where the record of the source lies
 */
public record ReplayEntry(ReplayRequested request, RecordPosition place, RecordPosition original) {}
