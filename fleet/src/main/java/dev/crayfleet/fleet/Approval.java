package dev.crayfleet.fleet;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait until somebody approves them.
 *
 * @param agents the tasks of these
 * @param models tasks that are run with these; one that names no model, for an agent without one,
 *     is run with {@code default}
 * @param roles tasks of who may submit them by these roles only
 * @param by one of these roles approves; at least one
 * @param notByRequester whether nobody approves what they asked for themselves
 * @param expires how long a task waits; absent where the setting of the dispatcher holds
 */
public record Approval(
        Selection agents,
        Selection models,
        Selection roles,
        List<String> by,
        boolean notByRequester,
        @Nullable Duration expires) {
    public Approval {
        agents = agents.sorted();
        models = models.sorted();
        roles = roles.sorted();
        by = by.stream().distinct().sorted().toList();
    }
}
