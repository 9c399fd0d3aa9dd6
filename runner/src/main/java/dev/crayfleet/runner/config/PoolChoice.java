package dev.crayfleet.runner.config;

import dev.crayfleet.contract.Pool;
import java.util.Map;

/**
 * A value for every pool.
 *
 * @param usual of the pools that {@code byPool} does not name
 */
public record PoolChoice<V>(V usual, Map<Pool, V> byPool) {
    public PoolChoice {
        byPool = Map.copyOf(byPool);
    }

    public V of(Pool pool) {
        return byPool.getOrDefault(pool, usual);
    }
}
