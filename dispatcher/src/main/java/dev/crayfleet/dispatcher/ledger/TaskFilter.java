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
    public static final int MAX_LIMIT = 1_000;

    boolean accepts(TaskEntry task) {
        return matches(state, TaskViews.stateName(task.state()))
                && matches(requester, task.requester());
    }

    boolean accepts(FinishedTask task) {
        return matches(state, task.status().word()) && matches(requester, task.requester().id());
    }

    boolean acceptsPool(String name) {
        return matches(pool, name);
    }

    private static boolean matches(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }
}
