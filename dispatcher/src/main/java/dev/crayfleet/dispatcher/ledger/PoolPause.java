package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import java.time.Instant;

/**
 * The last order to pause or to resume a pool.
 *
 * @param paused whether it was to pause it
 * @param since when it was paused, or resumed
 */
public record PoolPause(Pool pool, Order order, boolean paused, Instant since) {
    /** Whether an order is a copy of this one, or older: then it changes nothing. */
    boolean isAtLeastAsNewAs(Order other) {
        return !other.requestedAt().isAfter(order.requestedAt());
    }
}
