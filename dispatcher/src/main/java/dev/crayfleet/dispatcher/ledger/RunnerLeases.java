package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds runners that have not sent a heartbeat for some time. An ordinary heartbeat is not stored
 * in Kafka. That a runner has gone quiet is stored, so that its lease keeps running when another
 * dispatcher takes the lane over. For one thread.
 */
final class RunnerLeases {
    private final Rules.LeaseRule rule;
    private final Map<Pool, PoolState> pools;
    private Instant noExpiryBefore = Instant.MIN;

    /** A lower bound: no runner has to be declared quiet or lost before this time. */
    private Instant due = Instant.MIN;

    /**
     * @param pools the ledger's own
     */
    RunnerLeases(Rules.LeaseRule rule, Map<Pool, PoolState> pools) {
        this.rule = rule;
        this.pools = pools;
    }

    /** As {@link Ledger#takeOver}. */
    void takeOver(Instant lastRead, Instant now) {
        pools.values()
                .forEach(pool ->
                        pool.runners()
                                .forEach((holder, slots) -> slots.lastHeard().takeOver(lastRead)));
        deferExpiry(now.plus(rule.grace()));
    }

    /** No runner is declared lost or noted as quiet before that time. */
    void deferExpiry(Instant until) {
        if (until.isAfter(noExpiryBefore)) {
            noExpiryBefore = until;
        }
    }

    /** A runner is new, or has changed. */
    void markChanged() {
        due = Instant.MIN;
    }

    /**
     * When to check next. Looks at the runners again only if the time that was found last has come,
     * or a runner has changed since.
     */
    Optional<Instant> due(Instant now) {
        if (!due.isAfter(now)) {
            due = Instant.MAX;
            pools.values()
                    .forEach(pool ->
                            pool.runners()
                                    .forEach((holder, slots) -> {
                                        Instant each = slots.due(rule, noExpiryBefore, now);
                                        if (each.isBefore(due)) {
                                            due = each;
                                        }
                                    }));
        }
        return due.equals(Instant.MAX) ? Optional.empty() : Optional.of(due);
    }

    /** Runners that have not been heard of for several heartbeats, and are not noted as quiet. */
    List<RunnerKey> newlyQuiet(Instant now) {
        return now.isBefore(noExpiryBefore)
                ? List.of()
                : select(slots ->
                        !slots.is(Standing.LOST)
                                && !slots.lastHeard().isQuiet()
                                && isSilentFor(slots, rule.quietAfter(), now));
    }

    /** Runners that were not heard of for their lease, and are not yet declared lost. */
    List<RunnerKey> expired(Instant now) {
        return now.isBefore(noExpiryBefore)
                ? List.of()
                : select(
                        slots -> !slots.is(Standing.LOST) && isSilentFor(slots, rule.lease(), now));
    }

    /** Lost sessions that have been silent for so long that they can be forgotten. */
    List<RunnerKey> longLost(Instant now) {
        return select(slots -> slots.is(Standing.LOST) && isSilentFor(slots, rule.lostKept(), now));
    }

    private static boolean isSilentFor(RunnerSlots slots, Duration time, Instant now) {
        return !slots.lastHeard().timeOr(now).plus(time).isAfter(now);
    }

    private List<RunnerKey> select(Predicate<RunnerSlots> condition) {
        List<RunnerKey> selected = new ArrayList<>();
        pools.forEach((pool, state) ->
                state.runners()
                        .forEach((holder, slots) -> {
                            if (condition.test(slots)) {
                                selected.add(new RunnerKey(pool, holder));
                            }
                        }));
        return selected;
    }
}
