package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pool as it is shown.
 *
 * @param runners sessions of runners that take claims
 * @param slots that they offer
 * @param accepted tasks since its first
 * @param paceSeconds how long an attempt takes of late
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolView(
        String pool,
        int awaitingApproval,
        int queued,
        int claimed,
        int running,
        int backingOff,
        int runners,
        int slots,
        long accepted,
        long succeeded,
        long failed,
        long cancelled,
        long expired,
        @Nullable Double paceSeconds) {

    static PoolView of(PoolCounts counts) {
        PoolCounts.Tasks tasks = counts.tasks();
        PoolTotals totals = counts.totals();
        Duration pace = totals.pace();
        return new PoolView(
                totals.pool().value(),
                tasks.awaitingApproval(),
                tasks.queued(),
                tasks.claimed(),
                tasks.running(),
                tasks.backingOff(),
                counts.runners().ready(),
                counts.runners().slots(),
                totals.accepted(),
                totals.succeeded(),
                totals.failed(),
                totals.cancelled(),
                totals.expired(),
                pace == null ? null : pace.toMillis() / 1_000.0);
    }
}
