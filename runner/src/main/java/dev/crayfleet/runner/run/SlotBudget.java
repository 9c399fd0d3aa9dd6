package dev.crayfleet.runner.run;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The slots that a runner offers to its pools when it is to do only so many tasks: together no more
 * than it will still accept, because a claim that is given back delays its task, and from the
 * eleventh on costs it an attempt. Where that is not enough for all pools, they take turns. Not
 * safe for use by many threads.
 */
final class SlotBudget {
    static final Duration TURN_DURATION = Duration.ofSeconds(10);

    private boolean started;
    private int firstPool;
    private long turnStartedAt;

    /**
     * Slots of each pool, those in use included.
     *
     * @param ready the pools whose tasks can be run; the others are offered nothing
     * @param remainingTasks how many it will still accept
     * @param now of a monotonic clock
     */
    Map<Pool, Integer> offer(
            RunnerSession session, List<Pool> ready, int remainingTasks, long now) {
        boolean isTurnOver = isTurnOver(now);
        List<Pool> pools = new ArrayList<>(ready);
        Collections.rotate(pools, -firstPool);
        Map<Pool, Integer> offers = new LinkedHashMap<>();
        int remaining = remainingTasks;
        boolean isEnough = true;
        for (Pool pool : pools) {
            int busy = session.busySlots(pool);
            int free = Math.max(0, session.slots(pool) - busy);
            int offered = Math.min(free, remaining);
            remaining -= offered;
            isEnough &= free == 0 || offered > 0;
            // Where a slot that was lent is taken back, more may be busy than there are.
            offers.put(pool, Math.min(busy, session.slots(pool)) + offered);
        }
        if (!isEnough && isTurnOver) {
            firstPool = (firstPool + 1) % pools.size();
            turnStartedAt = now;
            // Nothing is offered until the next heartbeat, so that claims which answer the old
            // offer come in before there is a new one.
            offers.replaceAll(
                    (pool, slots) -> Math.min(session.busySlots(pool), session.slots(pool)));
        }
        return offers;
    }

    private boolean isTurnOver(long now) {
        if (!started) {
            started = true;
            turnStartedAt = now;
        }
        return now - turnStartedAt >= TURN_DURATION.toNanos();
    }
}
