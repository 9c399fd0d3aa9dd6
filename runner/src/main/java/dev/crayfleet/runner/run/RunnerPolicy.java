package dev.crayfleet.runner.run;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import java.time.Duration;
import java.util.Map;

/**
 * What a runner offers, and how patient it is.
 *
 * @param slots for each pool
 * @param drain how long agents may go on once it is told to end
 * @param killGrace how long an agent may take to end by itself when it is stopped
 */
public record RunnerPolicy(
        RunnerId id,
        Map<Pool, Integer> slots,
        LeaseTimeouts lease,
        Duration drain,
        Duration killGrace) {
    /**
     * @throws IllegalArgumentException if there is nothing to offer
     */
    public RunnerPolicy {
        slots = Map.copyOf(slots);
        if (slots.isEmpty() || slots.values().stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "a runner offers at least one slot to each of its pools, as in pools=default=3,auditor=1");
        }
    }
}
