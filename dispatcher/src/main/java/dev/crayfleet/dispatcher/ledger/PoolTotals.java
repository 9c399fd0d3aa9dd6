package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool has seen since its first task.
 *
 * @param accepted tasks, duplicates not counted
 * @param pace how long an attempt takes from claim to end, the newest weighing most; absent before
 *     the first has ended
 */
public record PoolTotals(
        Pool pool,
        long accepted,
        long succeeded,
        long failed,
        long cancelled,
        long expired,
        @Nullable Duration pace) {
    /**
     * The newest attempt weighs an eighth; attempts older than the last ten together weigh about a
     * quarter.
     */
    private static final int PACE_WEIGHT = 8;

    static PoolTotals none(Pool pool) {
        return new PoolTotals(pool, 0, 0, 0, 0, 0, null);
    }

    public long ended() {
        return succeeded + failed + cancelled + expired;
    }

    PoolTotals plusAccepted() {
        return new PoolTotals(pool, accepted + 1, succeeded, failed, cancelled, expired, pace);
    }

    /**
     * @param ran from the last claim to the end; absent where none was held then
     */
    PoolTotals plusEnded(TaskStatus status, @Nullable Duration ran) {
        return new PoolTotals(
                pool,
                accepted,
                succeeded + (status == TaskStatus.SUCCEEDED ? 1 : 0),
                failed + (status == TaskStatus.FAILED ? 1 : 0),
                cancelled + (status == TaskStatus.CANCELLED ? 1 : 0),
                expired + (status == TaskStatus.EXPIRED ? 1 : 0),
                ran == null ? pace : averagedWith(ran));
    }

    private Duration averagedWith(Duration ran) {
        return pace == null ? ran : pace.plus(ran.minus(pace).dividedBy(PACE_WEIGHT));
    }
}
