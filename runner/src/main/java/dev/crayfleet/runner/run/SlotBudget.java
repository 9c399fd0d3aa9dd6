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
 * What a runner that is to do only so many tasks offers its pools: together no more than it will
 * still take, because what is given back was an attempt. Where that is not enough for all, they
 * take turns. Not safe for use by many threads.
 */
final class SlotBudget {
    static final Duration TURN = Duration.ofSeconds(10);

    private boolean begun;
    private int first;
    private long since;

    /**
     * Slots of each pool, those in use included.
     *
     * @param left how many it will still take
     * @param now a ticker's
     */
    Map<Pool, Integer> of(RunnerSession life, int left, long now) {
        boolean passes = passes(now);
        List<Pool> pools = new ArrayList<>(life.pools());
        Collections.rotate(pools, -first);
        Map<Pool, Integer> offers = new LinkedHashMap<>();
        int rest = left;
        boolean enough = true;
        for (Pool pool : pools) {
            int busy = life.busy(pool);
            int free = Math.max(0, life.slots(pool) - busy);
            int dealt = Math.min(free, rest);
            rest -= dealt;
            enough &= free == 0 || dealt > 0;
            offers.put(pool, busy + dealt);
        }
        if (!enough && passes) {
            first = (first + 1) % pools.size();
            since = now;
            // Nobody has it at this moment: what was claimed of the old offer comes in before the
            // next beat makes the new one.
            offers.replaceAll((pool, slots) -> life.busy(pool));
        }
        return offers;
    }

    private boolean passes(long now) {
        if (!begun) {
            begun = true;
            since = now;
        }
        return now - since >= TURN.toNanos();
    }
}
