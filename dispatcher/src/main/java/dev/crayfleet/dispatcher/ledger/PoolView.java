package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pool as it is shown.
 *
 * @param runners lives that take claims
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

    static PoolView of(PoolCounts census) {
        PoolTotals tally = census.tally();
        Duration pace = tally.pace();
        return new PoolView(
                tally.pool().value(),
                census.awaiting(),
                census.queued(),
                census.claimed(),
                census.running(),
                census.backingOff(),
                census.runners(),
                census.slots(),
                tally.accepted(),
                tally.succeeded(),
                tally.failed(),
                tally.cancelled(),
                tally.expired(),
                pace == null ? null : pace.toMillis() / 1_000.0);
    }
}
