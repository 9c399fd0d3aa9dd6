package dev.crayfleet.runner.slots;

import java.time.Duration;

/**
 * How long a life may go on unheard.
 *
 * @param lease how long the dispatcher waits for a beat
 * @param margin how long before its end agents are stopped; at most a third of the lease counts, or
 *     a short lease would leave no time to be heard in
 */
public record LeaseTimeouts(Duration lease, Duration margin) {
    /**
     * @throws IllegalArgumentException if one is not positive
     */
    public LeaseTimeouts {
        if (!lease.isPositive() || !margin.isPositive()) {
            throw new IllegalArgumentException("lease and its margin must be above 0");
        }
    }

    /** From the last beat that was heard to the moment agents are stopped. */
    public Duration patience() {
        Duration third = lease.dividedBy(3);
        return lease.minus(margin.compareTo(third) < 0 ? margin : third);
    }

    /** What an agent has to end by itself, so that none is left when the lease ends. */
    public Duration grace() {
        return lease.minus(patience()).dividedBy(2);
    }

    LeaseTimeouts lasting(Duration told) {
        return told.isPositive() ? new LeaseTimeouts(told, margin) : this;
    }
}
