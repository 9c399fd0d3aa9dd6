package dev.crayfleet.dispatcher.ledger;

import java.util.Optional;

/**
 * Which tasks are asked for.
 *
 * @param state as in {@link TaskView}
 * @param pool by name
 * @param requester by id
 * @param limit at most so many, 1 to 1000
 */
public record TaskFilter(
        Optional<String> state, Optional<String> pool, Optional<String> requester, int limit) {
    public static final int MOST = 1_000;

    boolean takes(TaskEntry task) {
        return isOr(state, TaskView.word(task.state())) && isOr(requester, task.requester());
    }

    boolean takes(FinishedTask task) {
        return isOr(state, task.status().word()) && isOr(requester, task.requester().id());
    }

    boolean takesPool(String name) {
        return isOr(pool, name);
    }

    private static boolean isOr(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }
}
