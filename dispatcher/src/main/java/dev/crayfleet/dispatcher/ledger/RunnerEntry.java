package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds of one session of a runner, for one pool.
 *
 * @param slots it offers the pool, 0 to {@value Rules.Bounds#MAX_SLOTS}
 * @param standing whether it is given claims
 * @param failed different tasks that failed on it since the last that succeeded, the newest last
 * @param quarantine absent while it is in none
 * @param details absent where it did not give any, or an older version has written it
 */
public record RunnerEntry(
        Holder holder,
        Pool pool,
        int slots,
        Standing standing,
        List<FailedTask> failed,
        @Nullable Quarantine quarantine,
        @Nullable RunnerDetails details) {

    public RunnerEntry {
        // Absent where an older version has written it.
        failed = failed == null ? List.of() : List.copyOf(failed);
    }

    /** Whether a runner is given work. */
    public enum Standing {
        /** Takes claims; if it is in quarantine for one requester, those of others. */
        READY,
        /** Task after task failed on it: one is tried on it from time to time. */
        QUARANTINED,
        /** Finishes what it has, and is given no more. */
        DRAINING,
        /** Not heard of for a lease; whatever this session still says is refused. */
        LOST
    }

    /**
     * @param until when one task is tried again
     * @param number of consecutive quarantines, this one included, from 1; each lasts longer than
     *     the one before. Stored as {@code spell}
     * @param requester whose tasks alone are kept from the runner; absent where all are
     */
    public record Quarantine(
            Instant until, @JsonProperty("spell") int number, @Nullable String requester) {
        boolean isOver(Instant now) {
            return !now.isBefore(until);
        }

        boolean excludes(String who) {
            return requester == null || requester.equals(who);
        }

        Quarantine withUntil(Instant nextUntil) {
            return new Quarantine(nextUntil, number, requester);
        }
    }

    static RunnerEntry ready(RunnerKey key, int slots, @Nullable RunnerDetails details) {
        return new RunnerEntry(
                key.holder(), key.pool(), slots, Standing.READY, List.of(), null, details);
    }

    RunnerKey key() {
        return new RunnerKey(pool, holder);
    }

    /**
     * How many tasks failed; stored as well, for a version that knows of no more than the number.
     */
    @JsonProperty
    public int failures() {
        return failed.size();
    }

    boolean hasFailed(TaskId task) {
        return failed.stream().anyMatch(failure -> failure.task().equals(task));
    }

    RunnerEntry withStanding(Standing next) {
        return new RunnerEntry(holder, pool, slots, next, failed, quarantine, details);
    }

    /**
     * @param said absent where it says nothing of itself, so that what it said before holds
     */
    RunnerEntry withOffer(int now, @Nullable RunnerDetails said) {
        return new RunnerEntry(
                holder, pool, now, standing, failed, quarantine, said == null ? details : said);
    }

    /** A task has succeeded on it. */
    RunnerEntry withoutFailures() {
        Standing next = standing == Standing.QUARANTINED ? Standing.READY : standing;
        return new RunnerEntry(holder, pool, slots, next, List.of(), null, details);
    }

    /**
     * A task has failed on it, perhaps not for the first time.
     *
     * @param max how many failures are kept; the oldest go
     */
    RunnerEntry withFailure(FailedTask task, int max) {
        boolean surely =
                task.surely()
                        || failed.stream()
                                .anyMatch(failure ->
                                        failure.task().equals(task.task()) && failure.surely());
        List<FailedTask> all = new ArrayList<>(withoutFailureOf(task.task()).failed);
        all.add(new FailedTask(task.task(), task.requester(), surely));
        return withFailed(all.subList(Math.max(0, all.size() - max), all.size()));
    }

    /** The failure of a task is not this runner's fault after all. */
    RunnerEntry withoutFailureOf(TaskId task) {
        return withFailed(failed.stream().filter(failure -> !failure.task().equals(task)).toList());
    }

    private RunnerEntry withFailed(List<FailedTask> next) {
        return new RunnerEntry(holder, pool, slots, standing, next, quarantine, details);
    }

    RunnerEntry withQuarantine(Quarantine next) {
        Standing nextStanding = next.requester() == null ? Standing.QUARANTINED : Standing.READY;
        return new RunnerEntry(holder, pool, slots, nextStanding, failed, next, details);
    }
}
