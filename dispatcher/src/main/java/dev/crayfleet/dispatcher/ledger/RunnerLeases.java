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
 * Which runners have not been heard of, and for how long. A runner that beats leaves no trace; one
 * that goes quiet is noted, so that its lease goes on when another dispatcher takes the lane over.
 * For one thread.
 */
final class RunnerLeases {
    private final Rules.LeaseRule rule;
    private final Map<Pool, PoolState> pools;
    private Instant judgeFrom = Instant.MIN;

    /** Not after the first time when something may follow from a runner's silence. */
    private Instant due = Instant.MIN;

    /**
     * @param pools the ledger's own
     */
    RunnerLeases(Rules.LeaseRule rule, Map<Pool, PoolState> pools) {
        this.rule = rule;
        this.pools = pools;
    }

    /** As {@link Ledger#takenOver}. */
    void takenOver(Instant lastRead, Instant now) {
        pools.values()
                .forEach(pool -> pool.eachRunner((holder, slots) -> slots.heardBefore(lastRead)));
        judgeNotBefore(now.plus(rule.grace()));
    }

    /** None is declared lost or noted as quiet before. */
    void judgeNotBefore(Instant from) {
        if (from.isAfter(judgeFrom)) {
            judgeFrom = from;
        }
    }

    /** A runner is new, or otherwise than it was. */
    void changed() {
        due = Instant.MIN;
    }

    /** When to look next. Looks at all only if the time found last has come, or one changed. */
    Optional<Instant> due(Instant now) {
        if (!due.isAfter(now)) {
            due = Instant.MAX;
            pools.values()
                    .forEach(pool ->
                            pool.eachRunner((holder, slots) -> {
                                Instant each = slots.due(rule, judgeFrom, now);
                                if (each.isBefore(due)) {
                                    due = each;
                                }
                            }));
        }
        return due.equals(Instant.MAX) ? Optional.empty() : Optional.of(due);
    }

    /** Who has not been heard of for several heartbeats, and is not noted as quiet. */
    List<RunnerEntry.Key> quiet(Instant now) {
        return now.isBefore(judgeFrom)
                ? List.of()
                : runners(slots ->
                        !slots.is(Standing.LOST)
                                && !slots.isQuiet()
                                && isOver(slots, rule.quietAfter(), now));
    }

    /** Who was not heard of for its lease, and is not yet declared lost. */
    List<RunnerEntry.Key> silent(Instant now) {
        return now.isBefore(judgeFrom)
                ? List.of()
                : runners(slots -> !slots.is(Standing.LOST) && isOver(slots, rule.lease(), now));
    }

    /** Lost lives that have not spoken for so long that they will not any more. */
    List<RunnerEntry.Key> longLost(Instant now) {
        return runners(slots -> slots.is(Standing.LOST) && isOver(slots, rule.lostKept(), now));
    }

    private static boolean isOver(RunnerSlots slots, Duration time, Instant now) {
        return !slots.heardOr(now).plus(time).isAfter(now);
    }

    private List<RunnerEntry.Key> runners(Predicate<RunnerSlots> choice) {
        List<RunnerEntry.Key> chosen = new ArrayList<>();
        pools.forEach((pool, book) ->
                book.eachRunner((holder, slots) -> {
                    if (choice.test(slots)) {
                        chosen.add(new RunnerEntry.Key(pool, holder));
                    }
                }));
        return chosen;
    }
}
