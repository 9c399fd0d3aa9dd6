package dev.crayfleet.fleet.gate;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task waits for.
 *
 * @param by one of these roles approves it
 * @param notByRequester whether nobody approves what they asked for themselves
 * @param expires how long it waits; absent where the setting of the dispatcher holds
 * @param rule that demands it
 */
public record ApprovalNeed(
        List<String> by, boolean notByRequester, @Nullable Duration expires, Rule rule) {
    public ApprovalNeed {
        by = List.copyOf(by);
    }
}
