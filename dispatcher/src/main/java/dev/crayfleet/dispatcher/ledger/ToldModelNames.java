package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.fleet.gate.ModelNames;

/** What names of models mean, as the runners of each pool have told. */
record ToldModelNames(Ledger ledger) implements ModelNames {
    @Override
    public boolean maySame(Pool agent, String one, String other) {
        return ledger.pools()
                .find(agent)
                .map(pool -> pool.runners().maySame(one, other))
                .orElse(true);
    }

    @Override
    public boolean areSame(Pool agent, String one, String other) {
        return ledger.pools()
                .find(agent)
                .map(pool -> pool.runners().areSame(one, other))
                .orElseGet(() -> one.equalsIgnoreCase(other));
    }
}
