package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;

/**
 * What was asked; does not change as long as the task lives.
 *
 * @param place of the record that asked; its offset is the task's turn in the queue
 * @param maxAttempts attempts it has in all, 1 to 11, besides those that were given back
 */
public record Submission(TaskSubmitted task, RecordPosition place, int maxAttempts) {}
