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
 * The pools of a lane of which no runner has been heard lately: anybody can name one, and most are
 * mistyped. Those with tasks in them, and those with nothing in them, the longest so first.
 */
final class UnservedPools {
    private final Set<Pool> waiting = new HashSet<>();
    private final LinkedHashMap<Pool, Instant> empty = new LinkedHashMap<>();

    /** A pool may have changed. */
    void look(Pool pool, PoolState book, Instant now) {
        boolean unserved = !book.isServed();
        boolean isEmpty = book.isEmpty();
        if (unserved && !isEmpty) {
            waiting.add(pool);
        } else {
            waiting.remove(pool);
        }
        if (unserved && isEmpty) {
            empty.putIfAbsent(pool, now);
        } else {
            empty.remove(pool);
        }
    }

    /** How many have tasks that have not ended. */
    int waiting() {
        return waiting.size();
    }

    /** Since when the first of those with nothing in them has had nothing. */
    Optional<Instant> emptySince() {
        return empty.values().stream().findFirst();
    }

    void forget(Pool pool) {
        waiting.remove(pool);
        empty.remove(pool);
    }

    /**
     * Which have had nothing for so long that they can be forgotten, or are too many.
     *
     * @param most how many with nothing in them are kept
     */
    List<Pool> forgettable(Instant now, Duration kept, int most) {
        List<Pool> old = new ArrayList<>();
        for (Map.Entry<Pool, Instant> each : empty.entrySet()) {
            boolean tooMany = empty.size() - old.size() > most;
            if (!tooMany && now.isBefore(each.getValue().plus(kept))) {
                break;
            }
            old.add(each.getKey());
        }
        return old;
    }
}
