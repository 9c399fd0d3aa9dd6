package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attempts that a session holds: each from its claim until its outcome has been delivered, and
 * in a slot while its agent runs.
 */
final class HeldAttempts {
    private record HeldAttempt(Pool pool, boolean running) {}

    private final Map<Attempt, HeldAttempt> held = new LinkedHashMap<>();

    void hold(Attempt attempt, Pool pool) {
        held.put(attempt, new HeldAttempt(pool, true));
    }

    /**
     * Its agent has ended, and its slot is free.
     *
     * @return whether it is held
     */
    boolean freeSlot(Attempt attempt) {
        return held.computeIfPresent(attempt, (key, is) -> new HeldAttempt(is.pool(), false))
                != null;
    }

    void release(Attempt attempt) {
        held.remove(attempt);
    }

    /** In the order of their claims. */
    List<Attempt> ofPool(Pool pool) {
        return held.entrySet().stream()
                .filter(entry -> entry.getValue().pool().equals(pool))
                .map(Map.Entry::getKey)
                .toList();
    }

    int count() {
        return held.size();
    }

    int running() {
        return (int) held.values().stream().filter(HeldAttempt::running).count();
    }

    int running(Pool pool) {
        return (int)
                held.values().stream()
                        .filter(each -> each.running() && each.pool().equals(pool))
                        .count();
    }
}
