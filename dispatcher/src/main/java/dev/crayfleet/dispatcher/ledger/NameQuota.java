package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pools and runners of a lane as far as it matters how many there are. */
final class NameQuota {
    private final Rules.Bounds bounds;
    private final UnservedPools unserved = new UnservedPools();
    private final RunnerSessions lives = new RunnerSessions();
    private final Set<Pool> touched = new HashSet<>();

    NameQuota(Rules.Bounds bounds) {
        this.bounds = bounds;
    }

    /** A pool may have changed. */
    void touched(Pool pool) {
        touched.add(pool);
    }

    void forgotten(Pool pool) {
        unserved.forget(pool);
    }

    RunnerSessions lives() {
        return lives;
    }

    /** Pools with tasks that have not ended and without a runner. */
    int unservedPools() {
        return unserved.waiting();
    }

    /** When the next pool can be forgotten. */
    Optional<Instant> due() {
        return unserved.emptySince().map(since -> since.plus(bounds.poolKept()));
    }

    /** What has become too much, or too old. */
    List<LedgerEntry> surplus(Map<Pool, PoolState> pools, Instant now) {
        for (Pool pool : touched) {
            PoolState book = pools.get(pool);
            if (book != null) {
                unserved.look(pool, book, now);
            }
        }
        touched.clear();
        List<LedgerEntry> surplus = new ArrayList<>();
        lives.surplus().forEach(life -> surplus.add(new LedgerEntry.RunnerRemoved(life)));
        unserved.forgettable(now, bounds.poolKept(), bounds.unservedPools())
                .forEach(pool -> surplus.add(new LedgerEntry.PoolForgotten(pool)));
        return surplus;
    }
}
