package dev.crayfleet.runner.slots;

import java.time.Duration;

/**
 * For how long a session counts as alive without a heartbeat.
 *
 * @param lease how long the dispatcher waits for a heartbeat
 * @param margin how long before its end agents are stopped; at most a third of the lease counts, so
 *     that a short lease still leaves time for heartbeats
 */
public record LeaseTimeouts(Duration lease, Duration margin) {
    /**
     * @throws IllegalArgumentException if one is not positive
     */
    public LeaseTimeouts {
        if (!lease.isPositive() || !margin.isPositive()) {
            throw new IllegalArgumentException(
                    "crayfleet.runner.lease and crayfleet.runner.lease-margin must be above 0s");
        }
    }

    /** From the last acknowledged heartbeat to the moment when agents are stopped. */
    public Duration heartbeatTimeout() {
        Duration third = lease.dividedBy(3);
        return lease.minus(margin.compareTo(third) < 0 ? margin : third);
    }

    /** What an agent has to end by itself, so that none is left when the lease ends. */
    public Duration stopGrace() {
        return lease.minus(heartbeatTimeout()).dividedBy(2);
    }

    /**
     * @param granted as a claim has it; zero for what is known already
     */
    LeaseTimeouts withLease(Duration granted) {
        return granted.isPositive() ? new LeaseTimeouts(granted, margin) : this;
    }
}
