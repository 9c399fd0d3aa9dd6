package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds of one life of a runner, for one pool.
 *
 * @param slots it offers the pool, 0 to {@value Rules.Bounds#MAX_SLOTS}
 * @param standing whether it is given claims
 * @param failed different tasks that failed on it since the last that succeeded, the newest last
 * @param quarantine absent while it is trusted
 */
public record RunnerEntry(
        Holder holder,
        Pool pool,
        int slots,
        Standing standing,
        List<FailedTask> failed,
        @Nullable Quarantine quarantine) {

    public RunnerEntry {
        // Absent where an older version has written it.
        failed = failed == null ? List.of() : List.copyOf(failed);
    }

    /** How far a runner is trusted with work. */
    public enum Standing {
        /** Takes claims; if it is in quarantine for one requester, those of others. */
        READY,
        /** Failed task after task: one is tried on it from time to time. */
        QUARANTINED,
        /** Finishes what it has. */
        DRAINING,
        /** Not heard of for a lease; whatever this life still says is refused. */
        LOST
    }

    /**
     * @param until then one task is tried
     * @param spell 1 for the first; the next is longer
     * @param requester whose tasks alone are kept from it; absent where all are
     */
    public record Quarantine(Instant until, int spell, @Nullable String requester) {
        boolean isOver(Instant now) {
            return !now.isBefore(until);
        }

        boolean keepsOut(String who) {
            return requester == null || requester.equals(who);
        }

        /** As long, once more. */
        Quarantine again(Instant nextUntil) {
            return new Quarantine(nextUntil, spell, requester);
        }
    }

    static RunnerEntry ready(Key key, int slots) {
        return new RunnerEntry(key.holder(), key.pool(), slots, Standing.READY, List.of(), null);
    }

    Key key() {
        return new Key(pool, holder);
    }

    /** How many; written as well, for a version that knows of no more than the number. */
    @JsonProperty
    public int failures() {
        return failed.size();
    }

    boolean hasFailed(TaskId task) {
        return failed.stream().anyMatch(one -> one.task().equals(task));
    }

    RunnerEntry with(Standing next) {
        return new RunnerEntry(holder, pool, slots, next, failed, quarantine);
    }

    RunnerEntry offering(int now) {
        return new RunnerEntry(holder, pool, now, standing, failed, quarantine);
    }

    /** A task has succeeded on it. */
    RunnerEntry trusted() {
        Standing now = standing == Standing.QUARANTINED ? Standing.READY : standing;
        return new RunnerEntry(holder, pool, slots, now, List.of(), null);
    }

    /**
     * A task has failed on it, again perhaps.
     *
     * @param most how many are kept; the oldest go
     */
    RunnerEntry failing(FailedTask task, int most) {
        boolean surely =
                task.surely()
                        || failed.stream()
                                .anyMatch(f -> f.task().equals(task.task()) && f.surely());
        List<FailedTask> all = new ArrayList<>(without(task.task()).failed);
        all.add(new FailedTask(task.task(), task.requester(), surely));
        return failing(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    /** A task is not its fault after all. */
    RunnerEntry without(TaskId task) {
        return failing(failed.stream().filter(f -> !f.task().equals(task)).toList());
    }

    private RunnerEntry failing(List<FailedTask> now) {
        return new RunnerEntry(holder, pool, slots, standing, now, quarantine);
    }

    RunnerEntry in(Quarantine next) {
        Standing now = next.requester() == null ? Standing.QUARANTINED : Standing.READY;
        return new RunnerEntry(holder, pool, slots, now, failed, next);
    }

    /** One life, seen from one pool. */
    public record Key(Pool pool, Holder holder) {}
}
