package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;

/**
 * A task that failed on a runner and, as far as is known, on no other.
 *
 * @param requester the id of who asked for it
 * @param surely whether the failure is most likely the runner's fault. If not, it counts half,
 *     because it may be the task's
 */
public record FailedTask(TaskId task, String requester, boolean surely) {}
