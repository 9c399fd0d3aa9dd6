package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;

/**
 * What the ledger holds of one life of a runner, for one pool.
 *
 * @param slots it offers the pool
 * @param standing whether it is given claims
 */
public record RunnerEntry(Holder holder, Pool pool, int slots, Standing standing) {

    /** How far a runner is trusted with work. */
    public enum Standing {
        /** Takes claims. */
        READY,
        /** Finishes what it has. */
        DRAINING,
        /** Not heard of for a lease; whatever this life still says is refused. */
        LOST
    }

    Key key() {
        return new Key(pool, holder);
    }

    RunnerEntry with(Standing next) {
        return new RunnerEntry(holder, pool, slots, next);
    }

    /** One life, seen from one pool. */
    public record Key(Pool pool, Holder holder) {}
}
