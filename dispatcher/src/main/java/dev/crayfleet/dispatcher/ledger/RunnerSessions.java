package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The lives of runners that a lane knows, of all its pools: anybody who can write to the runs topic
 * can invent some. Lost ones the longest lost first.
 */
final class RunnerSessions {
    /** They are remembered to be told so if they come back; without it they only take longer. */
    static final int MAX_LOST = 1_000;

    private final Set<RunnerEntry.Key> alive = new HashSet<>();
    private final LinkedHashSet<RunnerEntry.Key> lost = new LinkedHashSet<>();

    void put(RunnerEntry runner) {
        if (runner.standing() == Standing.LOST) {
            alive.remove(runner.key());
            lost.add(runner.key());
        } else {
            lost.remove(runner.key());
            alive.add(runner.key());
        }
    }

    void remove(RunnerEntry.Key runner) {
        alive.remove(runner);
        lost.remove(runner);
    }

    /** How many are not lost. */
    int alive() {
        return alive.size();
    }

    /** Lost ones beyond those that are remembered. */
    List<RunnerEntry.Key> surplus() {
        return lost.stream().limit(Math.max(0, lost.size() - MAX_LOST)).toList();
    }
}
