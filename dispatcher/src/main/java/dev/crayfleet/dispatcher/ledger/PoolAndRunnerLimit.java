package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Limits how many pools and runners a lane remembers, because anybody can invent new names for
 * them.
 */
final class PoolAndRunnerLimit {
    private final Rules.Bounds bounds;
    private final UnservedPools unserved = new UnservedPools();
    private final RunnerSessions sessions = new RunnerSessions();
    private final Set<Pool> changed = new HashSet<>();

    PoolAndRunnerLimit(Rules.Bounds bounds) {
        this.bounds = bounds;
    }

    /** A pool may have changed. */
    void markChanged(Pool pool) {
        changed.add(pool);
    }

    void forget(Pool pool) {
        unserved.forget(pool);
    }

    RunnerSessions sessions() {
        return sessions;
    }

    /** Pools with tasks that have not ended and without a runner. */
    int unservedPools() {
        return unserved.countWithTasks();
    }

    /** When the next pool can be forgotten. */
    Optional<Instant> due() {
        return unserved.oldestEmptySince().map(since -> since.plus(bounds.poolKept()));
    }

    /** What has to be forgotten: it exceeds a limit, or has been kept long enough. */
    List<LedgerEntry> surplus(Map<Pool, PoolState> pools, Instant now) {
        for (Pool pool : changed) {
            PoolState state = pools.get(pool);
            if (state != null) {
                unserved.update(pool, state, now);
            }
        }
        changed.clear();
        List<LedgerEntry> surplus = new ArrayList<>();
        sessions.surplus().forEach(session -> surplus.add(new LedgerEntry.RunnerRemoved(session)));
        unserved.forgettable(now, bounds.poolKept(), bounds.unservedPools())
                .forEach(pool -> surplus.add(new LedgerEntry.PoolForgotten(pool)));
        return surplus;
    }
}
