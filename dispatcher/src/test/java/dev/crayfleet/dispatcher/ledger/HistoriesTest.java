package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskStatus;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories: runners that die, fall silent and come back, messages that are late, doubled
 * and mixed with others', people who stop the fleet, pause a pool and drain a runner, dispatchers
 * that are replaced at any step. Whatever happens, the promises of {@link HistoryChecks} hold after
 * every step. A history that breaks one is named by its seed: run it alone with {@code
 * -Dcrayfleet.seed=<seed>}; more of them with {@code -Dcrayfleet.histories=10000}.
 */
class HistoriesTest {
    private static final int HISTORIES = Integer.getInteger("crayfleet.histories", 2_000);

    /** A quarter of a minute on a quiet machine. */
    @Test
    @Timeout(value = 400)
    void theLedgerKeepsItsPromisesInEveryHistory() {
        Long only = Long.getLong("crayfleet.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? HISTORIES : only;
        int retried = 0;
        int returnedRunners = 0;
        int replays = 0;
        int forced = 0;
        int quarantined = 0;
        int refused = 0;
        int forgotten = 0;
        int stops = 0;
        int resumes = 0;
        int pauses = 0;
        int drains = 0;
        int fleets = 0;
        int left = 0;
        Map<TaskStatus, Integer> ended = new EnumMap<>(TaskStatus.class);
        for (long seed = first; seed <= last; seed++) {
            RandomHistory history = new RandomHistory(seed);
            try {
                history.play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("history " + seed + " broke a promise", e);
            }
            retried += history.checks.retried();
            returnedRunners += history.returnedRunners;
            replays += history.replayed;
            forced += history.checks.forcedCancels();
            quarantined += history.checks.quarantines();
            refused += history.refused;
            forgotten += history.checks.forgottenPools();
            stops += history.orders.stops;
            resumes += history.orders.resumes;
            pauses += history.orders.pauses;
            drains += history.orders.drains;
            fleets += history.orders.fleets;
            left += history.runners.stream().mapToInt(runner -> runner.left).sum();
            history.checks.ended().forEach((status, n) -> ended.merge(status, n, Integer::sum));
        }
        if (only == null) {
            // Else the histories would prove nothing.
            assertThat(retried).as("retried").isGreaterThan(HISTORIES / 4);
            assertThat(returnedRunners).as("returnedRunners").isGreaterThan(HISTORIES / 10);
            assertThat(replays).as("replays").isGreaterThan(HISTORIES / 10);
            assertThat(forced).as("forced").isGreaterThan(HISTORIES / 100);
            assertThat(quarantined).as("quarantined").isGreaterThan(HISTORIES / 100);
            assertThat(refused).as("refused").isGreaterThan(HISTORIES / 100);
            assertThat(forgotten).as("forgotten").isGreaterThan(HISTORIES / 10);
            assertThat(stops).as("stops").isGreaterThan(HISTORIES / 2);
            assertThat(resumes).as("resumes").isGreaterThan(HISTORIES / 2);
            assertThat(pauses).as("pauses").isGreaterThan(HISTORIES / 10);
            assertThat(drains).as("drains").isGreaterThan(HISTORIES / 10);
            assertThat(fleets).as("fleets").isGreaterThan(HISTORIES / 10);
            assertThat(left).as("left").isGreaterThan(HISTORIES / 10);
            assertThat(ended.keySet()).containsExactlyInAnyOrder(TaskStatus.values());
        }
    }
}
