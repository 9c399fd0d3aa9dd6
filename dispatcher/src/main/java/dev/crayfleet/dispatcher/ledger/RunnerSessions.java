package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The sessions of runners that a lane knows, of all its pools: anybody who can write to the runs
 * topic can invent some. Lost sessions are ordered by when they were lost, the earliest first.
 */
final class RunnerSessions {
    /**
     * Lost sessions are remembered so that they can be fenced if they come back. One that was
     * forgotten and comes back is taken for a new one.
     */
    static final int MAX_LOST = 1_000;

    private final Set<RunnerKey> alive = new HashSet<>();
    private final LinkedHashSet<RunnerKey> lost = new LinkedHashSet<>();

    void put(RunnerEntry runner) {
        if (runner.standing() == Standing.LOST) {
            alive.remove(runner.key());
            lost.add(runner.key());
        } else {
            lost.remove(runner.key());
            alive.add(runner.key());
        }
    }

    void remove(RunnerKey runner) {
        alive.remove(runner);
        lost.remove(runner);
    }

    /** How many are not lost. */
    int countAlive() {
        return alive.size();
    }

    /** The oldest lost sessions beyond the limit. */
    List<RunnerKey> surplus() {
        return lost.stream().limit(Math.max(0, lost.size() - MAX_LOST)).toList();
    }
}
