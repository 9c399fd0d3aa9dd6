package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPlace;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;

/**
 * What the ledger keeps of a task that has ended: enough to know it again, and where its record
 * lies.
 *
 * @param place of the record that asked for it, which is what a replay reads
 */
public record FinishedTask(
        TaskId id,
        Pool pool,
        TaskStatus status,
        int attempts,
        RecordPlace place,
        Instant finishedAt) {}
