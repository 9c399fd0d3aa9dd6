package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;

/** One session of a runner in one pool. */
public record RunnerKey(Pool pool, Holder holder) {}
