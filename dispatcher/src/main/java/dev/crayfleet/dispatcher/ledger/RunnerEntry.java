package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds of one life of a runner, for one pool.
 *
 * @param slots it offers the pool
 * @param standing whether it is given claims
 * @param failures of tasks on it in a row
 * @param quarantine while {@code standing} says so
 */
public record RunnerEntry(
        Holder holder,
        Pool pool,
        int slots,
        Standing standing,
        int failures,
        @Nullable Quarantine quarantine) {

    /** How far a runner is trusted with work. */
    public enum Standing {
        /** Takes claims. */
        READY,
        /** Failed task after task: one is tried on it from time to time. */
        QUARANTINED,
        /** Finishes what it has. */
        DRAINING,
        /** Not heard of for a lease; whatever this life still says is refused. */
        LOST
    }

    /**
     * @param until then one task is tried
     * @param spell 1 for the first; the next is longer
     */
    public record Quarantine(Instant until, int spell) {}

    static RunnerEntry ready(Key key, int slots) {
        return new RunnerEntry(key.holder(), key.pool(), slots, Standing.READY, 0, null);
    }

    Key key() {
        return new Key(pool, holder);
    }

    RunnerEntry with(Standing next) {
        return new RunnerEntry(holder, pool, slots, next, failures, quarantine);
    }

    RunnerEntry offering(int now) {
        return new RunnerEntry(holder, pool, now, standing, failures, quarantine);
    }

    /** One life, seen from one pool. */
    public record Key(Pool pool, Holder holder) {}
}
