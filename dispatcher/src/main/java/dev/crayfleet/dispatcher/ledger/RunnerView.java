package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunnerDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One session of a runner in one pool as it is shown.
 *
 * @param standing {@code ready, quarantined, draining} or {@code lost}
 * @param silentSeconds since it was last heard of; since the lane was taken over, at most
 * @param failures different tasks that failed on it in a row
 * @param quarantinedUntil then one task is tried on it
 * @param quarantinedFor whose tasks alone are kept from it until then
 * @param host name of its machine; like the rest of what it says of itself absent where an older
 *     one did not say it
 * @param version of Crayfleet
 * @param openclaw version of OpenClaw; absent where none works for the pool
 * @param tasks that it holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunnerView(
        String runner,
        String incarnation,
        String pool,
        String standing,
        int slots,
        int busy,
        double silentSeconds,
        int failures,
        @Nullable Instant quarantinedUntil,
        @Nullable String quarantinedFor,
        @Nullable String host,
        @Nullable String version,
        @Nullable String openclaw,
        List<String> tasks) {

    static RunnerView of(Holder holder, RunnerEntry entry, RunnerSlots slots, Instant now) {
        RunnerEntry.Quarantine quarantine =
                switch (entry.standing()) {
                    case READY, QUARANTINED -> entry.quarantine();
                    case DRAINING, LOST -> null;
                };
        RunnerDetails details = entry.details();
        return new RunnerView(
                holder.runner().value(),
                holder.incarnation().value(),
                entry.pool().value(),
                entry.standing().name().toLowerCase(Locale.ROOT),
                entry.slots(),
                slots.holds(),
                Duration.between(slots.lastHeard().timeOr(now), now).toMillis() / 1_000.0,
                entry.failures(),
                quarantine == null ? null : quarantine.until(),
                quarantine == null ? null : quarantine.requester(),
                details == null || details.host().isEmpty() ? null : details.host(),
                details == null || details.version().isEmpty() ? null : details.version(),
                details == null ? null : details.openclaw(),
                slots.held().stream().map(task -> task.id().value()).toList());
    }
}
