package dev.crayfleet.dispatcher.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much of their limits requesters and models use in one pool. */
final class ShareUsage {
    private final ShareLimits limits;
    private final Map<String, Integer> heldByRequester = new HashMap<>();
    private final Map<String, Integer> heldByModel = new HashMap<>();

    ShareUsage(ShareLimits limits) {
        this.limits = limits;
    }

    /** A runner holds a task. */
    void add(TaskEntry task) {
        heldByRequester.merge(task.requester(), 1, Integer::sum);
        heldByModel.merge(task.model(), 1, Integer::sum);
    }

    /** A runner holds it no more. */
    void remove(TaskEntry task) {
        heldByRequester.computeIfPresent(task.requester(), (who, held) -> decremented(held));
        heldByModel.computeIfPresent(task.model(), (model, held) -> decremented(held));
    }

    private static @Nullable Integer decremented(int held) {
        return held == 1 ? null : held - 1;
    }

    boolean allowsRequester(String requester) {
        return limits.allowsRequester(heldByRequester.getOrDefault(requester, 0));
    }

    boolean allowsModel(String model) {
        return limits.allowsModel(model, heldByModel.getOrDefault(model, 0));
    }
}
