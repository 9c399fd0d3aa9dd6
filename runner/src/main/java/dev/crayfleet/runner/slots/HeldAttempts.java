package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attempts that a session holds: each from its claim until its outcome has been delivered, and
 * in a slot while its agent runs, unless it waits for others and lends its slot meanwhile.
 */
final class HeldAttempts {
    /** Of one that has not taken back its slot. */
    private static final long NEVER = Long.MIN_VALUE;

    /**
     * @param waiting whether its slot is lent
     * @param tookBackAt when it took its slot back for the last time
     */
    private record HeldAttempt(Pool pool, boolean running, boolean waiting, long tookBackAt) {
        boolean isInSlot() {
            return running && !waiting;
        }
    }

    private final Map<Attempt, HeldAttempt> held = new LinkedHashMap<>();

    void hold(Attempt attempt, Pool pool) {
        held.put(attempt, new HeldAttempt(pool, true, false, NEVER));
    }

    /**
     * Its agent has ended, and its slot is free.
     *
     * @return whether it is held
     */
    boolean freeSlot(Attempt attempt) {
        return held.computeIfPresent(
                        attempt, (key, is) -> new HeldAttempt(is.pool(), false, false, NEVER))
                != null;
    }

    /**
     * Its agent waits for others, and lends its slot; or it waits no more, and has it back, also
     * where another agent is in it by now.
     *
     * @param now of a monotonic clock
     * @return whether that is another state than before
     */
    boolean lend(Attempt attempt, boolean waiting, long now) {
        HeldAttempt is = held.get(attempt);
        if (is == null || !is.running() || is.waiting() == waiting) {
            return false;
        }
        held.put(attempt, new HeldAttempt(is.pool(), true, waiting, waiting ? NEVER : now));
        return true;
    }

    /**
     * Slots of a pool that were lent until a moment ago: the dispatcher may have given them out
     * before it knew.
     */
    int justTakenBack(Pool pool, long now, Duration moment) {
        return (int)
                held.values().stream()
                        .filter(each -> each.pool().equals(pool) && each.isInSlot())
                        .filter(each ->
                                each.tookBackAt() != NEVER
                                        && now - each.tookBackAt() < moment.toNanos())
                        .count();
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

    /** Also those that wait. */
    int running() {
        return (int) held.values().stream().filter(HeldAttempt::running).count();
    }

    int inSlots(Pool pool) {
        return (int)
                held.values().stream()
                        .filter(each -> each.isInSlot() && each.pool().equals(pool))
                        .count();
    }
}
