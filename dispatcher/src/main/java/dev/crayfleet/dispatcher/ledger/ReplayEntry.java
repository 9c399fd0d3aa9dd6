package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;

/**
 * A replay whose original has to be read from the tasks topic first.
 *
 * @param place of the request
 * @param original where the original lies
 */
public record ReplayEntry(ReplayRequested request, RecordPosition place, RecordPosition original) {}
