package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pools of a lane that no runner serves. Anybody can name such a pool, and most are typing errors.
 * Pools with tasks and empty pools are kept apart; of the empty ones, the one that has been empty
 * longest comes first.
 */
final class UnservedPools {
    private final Set<Pool> withTasks = new HashSet<>();
    private final LinkedHashMap<Pool, Instant> emptySince = new LinkedHashMap<>();

    /** A pool may have changed. */
    void update(Pool pool, PoolState state, Instant now) {
        boolean isUnserved = !state.isServed();
        boolean isEmpty = state.isEmpty();
        if (isUnserved && !isEmpty) {
            withTasks.add(pool);
        } else {
            withTasks.remove(pool);
        }
        if (isUnserved && isEmpty) {
            emptySince.putIfAbsent(pool, now);
        } else {
            emptySince.remove(pool);
        }
    }

    /** How many have tasks that have not ended. */
    int countWithTasks() {
        return withTasks.size();
    }

    /** Since when the first of the empty ones has been empty. */
    Optional<Instant> oldestEmptySince() {
        return emptySince.values().stream().findFirst();
    }

    void forget(Pool pool) {
        withTasks.remove(pool);
        emptySince.remove(pool);
    }

    /**
     * Which have been empty for so long that they can be forgotten, or are too many.
     *
     * @param max how many empty ones are kept
     */
    List<Pool> forgettable(Instant now, Duration kept, int max) {
        List<Pool> forgettable = new ArrayList<>();
        for (Map.Entry<Pool, Instant> each : emptySince.entrySet()) {
            boolean isTooMany = emptySince.size() - forgettable.size() > max;
            if (!isTooMany && now.isBefore(each.getValue().plus(kept))) {
                break;
            }
            forgettable.add(each.getKey());
        }
        return forgettable;
    }
}
