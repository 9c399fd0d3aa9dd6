package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories of agents that delegate: see {@link DelegationHistory}. One that breaks a
 * promise is named by its seed: run it alone with {@code -Dcrayfleet.seed=<seed>}.
 */
class DelegationHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("crayfleet.histories", 150);
    private static final int STEPS = 300;

    @Test
    @Timeout(value = 400)
    void treesKeepTheirPromisesInEveryHistory() {
        Long only = Long.getLong("crayfleet.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? HISTORIES : only;
        int refused = 0;
        int cancelled = 0;
        int lent = 0;
        int restarted = 0;
        int deepest = 0;
        for (long seed = first; seed <= last; seed++) {
            DelegationHistory history = new DelegationHistory(seed, true);
            try {
                history.play(STEPS);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("history " + seed + " broke a promise", e);
            }
            refused += history.refused;
            cancelled += history.cancelledChildren;
            lent += history.lent;
            restarted += history.restarted;
            deepest = Math.max(deepest, history.deepest);
        }
        if (only == null) {
            // Else the histories would prove nothing.
            assertThat(refused).as("refused").isGreaterThan(HISTORIES / 4);
            assertThat(cancelled).as("cancelled").isGreaterThan(HISTORIES / 2);
            assertThat(lent).as("lent").isGreaterThan(HISTORIES / 2);
            assertThat(restarted).as("restarted").isGreaterThan(HISTORIES / 2);
            assertThat(deepest).as("deepest").isGreaterThanOrEqualTo(4);
        }
    }

    /** Eight agents of one slot each, that wait for each other all the time. */
    @Test
    @Timeout(value = 400)
    void everyTaskEndsHoweverAgentsWaitForEachOther() {
        for (long seed = 1; seed <= 4; seed++) {
            DelegationHistory history = new DelegationHistory(seed, false);
            try {
                history.play(10_000);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("history " + seed + " broke a promise", e);
            }
            assertThat(history.lent).isGreaterThan(100);
        }
    }
}
