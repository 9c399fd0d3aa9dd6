package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a lane knows of the runners of all its pools. */
final class LaneRunners {
    private final Map<Pool, PoolState> pools;
    private final RunnerLeases leases;

    /**
     * @param pools the ledger's own
     */
    LaneRunners(Rules.LeaseRule rule, Map<Pool, PoolState> pools) {
        this.pools = pools;
        this.leases = new RunnerLeases(rule, pools);
    }

    RunnerLeases leases() {
        return leases;
    }

    Optional<RunnerEntry> entry(RunnerKey key) {
        return slots(key).map(RunnerSlots::entry);
    }

    /** The tasks that a session of a runner holds for a pool, oldest claim first. */
    List<TaskEntry> heldBy(RunnerKey key) {
        return slots(key).map(RunnerSlots::held).orElse(List.of());
    }

    /** Whether a session has said lately that it has ended the attempt. */
    boolean hasReportedEnd(RunnerKey key, Attempt attempt) {
        return slots(key).map(slots -> slots.hasReportedEnd(attempt)).orElse(false);
    }

    /** When it was last told that somebody was refused on a runner's machine; empty if never. */
    Optional<Instant> denialToldAt(RunnerKey key) {
        return slots(key).map(RunnerSlots::denialToldAt);
    }

    /** Attempts that a session still runs and should not. */
    int orphans(RunnerKey key) {
        return slots(key).map(RunnerSlots::orphans).orElse(0);
    }

    /** Whether a runner is noted as quiet. */
    boolean isQuiet(RunnerKey key) {
        return slots(key).map(slots -> slots.lastHeard().isQuiet()).orElse(false);
    }

    /**
     * When a session was last heard of, or, if that is not known, when it was first asked about.
     */
    Instant lastHeard(RunnerKey key, Instant now) {
        return slots(key).map(slots -> slots.lastHeard().timeOr(now)).orElse(now);
    }

    private Optional<RunnerSlots> slots(RunnerKey key) {
        PoolState pool = pools.get(key.pool());
        return pool == null ? Optional.empty() : pool.runners().find(key.holder());
    }
}
