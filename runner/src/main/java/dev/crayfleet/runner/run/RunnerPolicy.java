package dev.crayfleet.runner.run;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import java.time.Duration;
import java.util.Map;

/**
 * What a runner offers, and its timeouts.
 *
 * @param host name of its machine, for people; empty if it has none
 * @param slots for each pool, at least one
 * @param lease for how long it counts as alive without a heartbeat
 * @param heartbeatInterval shorter than the time that the lease leaves it
 * @param drainTimeout how long agents may go on once it is to end
 * @param killGrace how long an agent may take to end by itself when it is stopped
 */
public record RunnerPolicy(
        RunnerId id,
        String host,
        Map<Pool, Integer> slots,
        LeaseTimeouts lease,
        Duration heartbeatInterval,
        Duration drainTimeout,
        Duration killGrace) {
    /**
     * @throws IllegalArgumentException if there is nothing to offer, or heartbeats are too rare for
     *     the lease
     */
    public RunnerPolicy {
        slots = Map.copyOf(slots);
        if (slots.isEmpty() || slots.values().stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "crayfleet.runner.pools must offer at least one slot to each of its pools, as default=3,auditor=1 does");
        }
        if (!heartbeatInterval.isPositive()
                || heartbeatInterval.compareTo(lease.heartbeatTimeout()) >= 0) {
            throw new IllegalArgumentException(
                    "crayfleet.runner.beat must be above 0s, and shorter than crayfleet.runner.lease less crayfleet.runner.lease-margin");
        }
    }

    /** Of all pools. */
    public int totalSlots() {
        return slots.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Agents that there may be at a time in so many slots, those included that wait for others. A
     * slot is lent to a task that was delegated further than the one that lends it: so of each
     * depth there are no more than slots, from what nobody has delegated to what has the longest
     * line behind it.
     */
    public static int agentsIn(int slots) {
        return slots * (1 + Limits.DELEGATION_DEPTH);
    }
}
