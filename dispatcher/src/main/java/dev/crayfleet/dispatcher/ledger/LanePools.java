package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.fleet.Fleet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pools of a lane, by name, and what of them has changed. */
final class LanePools {
    private final Rules.QueueRule rule;
    private final SortedMap<Pool, PoolState> pools = new TreeMap<>();
    private final Set<Pool> withChangedTotals = new LinkedHashSet<>();
    private final Set<Pool> withMovedQueue = new LinkedHashSet<>();
    private final PoolAndRunnerLimit limit;
    private final Holds holds;
    private Fleet fleet = Fleet.open();

    /**
     * @param holds the ledger's own
     */
    LanePools(Rules rules, Holds holds) {
        this.rule = rules.queueing();
        this.holds = holds;
        this.limit = new PoolAndRunnerLimit(rules.bounds());
    }

    /**
     * The state of a pool, which is made if there is none; and which may be changed by the caller.
     */
    PoolState get(Pool pool) {
        limit.markChanged(pool);
        return pools.computeIfAbsent(pool, this::create);
    }

    private PoolState create(Pool pool) {
        PoolState state = new PoolState(pool, rule, holds);
        state.setAgent(fleet.agent(pool.value()));
        return state;
    }

    /** Another fleet file says what agents are like. */
    void follow(Fleet next) {
        fleet = next;
        pools.forEach((pool, state) -> state.setAgent(next.agent(pool.value())));
    }

    Optional<PoolState> find(Pool pool) {
        return Optional.ofNullable(pools.get(pool));
    }

    boolean contains(Pool pool) {
        return pools.containsKey(pool);
    }

    Set<Pool> all() {
        return pools.keySet();
    }

    /** The states themselves; what others add or remove is seen here. */
    Map<Pool, PoolState> states() {
        return pools;
    }

    PoolAndRunnerLimit limit() {
        return limit;
    }

    /** Pools with a runner, by name; at most {@code max}. */
    List<Pool> served(int max) {
        return pools.entrySet().stream()
                .filter(each -> each.getValue().isServed())
                .map(Map.Entry::getKey)
                .limit(max)
                .toList();
    }

    /** Those with waiting tasks that may be claimed, as far as people have a say in it. */
    Collection<PoolState> withClaimableTasks() {
        return pools.values().stream()
                .filter(PoolState::hasWaitingTasks)
                .filter(pool -> !pool.isHeld())
                .toList();
    }

    /** All tasks that runners hold. */
    List<TaskEntry> held() {
        List<TaskEntry> held = new ArrayList<>();
        pools.values()
                .forEach(pool ->
                        pool.runners().forEach((holder, slots) -> held.addAll(slots.held())));
        return held;
    }

    /** Whether no runner holds anything, be it something that it should have stopped. */
    boolean isQuiet() {
        return pools.values().stream().allMatch(pool -> pool.runners().isQuiet());
    }

    Map<Pool, PoolCounts> counts() {
        Map<Pool, PoolCounts> counts = new TreeMap<>();
        pools.forEach((pool, state) -> counts.put(pool, state.counts()));
        return counts;
    }

    /** Forgets a pool, unless it is in use by now. */
    void forget(Pool pool) {
        PoolState state = pools.get(pool);
        if (state != null && state.isEmpty() && !state.isServed()) {
            pools.remove(pool);
        }
        limit.forget(pool);
    }

    /**
     * Pools and runners that have to be forgotten: they exceed a limit, or have been kept long
     * enough.
     */
    List<LedgerEntry> surplus(Instant now) {
        return limit.surplus(pools, now);
    }

    void markTotalsChanged(Pool pool) {
        withChangedTotals.add(pool);
    }

    /** The totals that have changed since this was last asked. */
    List<LedgerEntry> takeChangedTotals() {
        if (withChangedTotals.isEmpty()) {
            return List.of();
        }
        List<LedgerEntry> totals = new ArrayList<>();
        withChangedTotals.forEach(
                pool -> totals.add(new LedgerEntry.PoolCounted(get(pool).totals())));
        withChangedTotals.clear();
        return totals;
    }

    void markQueueMoved(Pool pool) {
        withMovedQueue.add(pool);
    }

    /** When the next pool is due to be told its positions, or can be forgotten. */
    Optional<Instant> due() {
        List<Optional<Instant>> dues = new ArrayList<>();
        dues.add(limit.due());
        withMovedQueue.removeIf(pool -> positionsDue(pool).isEmpty());
        withMovedQueue.forEach(pool -> dues.add(positionsDue(pool)));
        return dues.stream().flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private Optional<Instant> positionsDue(Pool pool) {
        return find(pool).flatMap(state -> state.positionsDue(rule.positionsEvery()));
    }
}
