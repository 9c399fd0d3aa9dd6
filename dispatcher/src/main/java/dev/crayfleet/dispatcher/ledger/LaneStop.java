package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a lane is stopped, and what it remembers of orders that came before.
 *
 * @param current absent while it is not stopped
 * @param handled ids of orders to stop that are over, the newest last: a copy of one that is late
 *     stops nothing again
 * @param lastResume id of the last order to resume; absent before the first
 * @param noExpiryBefore no task expires before that time
 */
public record LaneStop(
        @Nullable Current current,
        List<String> handled,
        @Nullable String lastResume,
        Instant noExpiryBefore) {
    static final LaneStop NONE = new LaneStop(null, List.of(), null, Instant.EPOCH);

    private static final int MAX_HANDLED = 32;

    public LaneStop {
        handled = List.copyOf(handled);
    }

    /**
     * A stop that is not over.
     *
     * @param order the newest, where there were several
     * @param since when the lane was stopped
     * @param haltedAt when the last agent had ended; absent until then
     */
    public record Current(int lane, Order order, Instant since, @Nullable Instant haltedAt) {}

    /** Whether an order to stop has been read before. */
    boolean isKnown(String id) {
        return handled.contains(id) || (current != null && current.order().id().equals(id));
    }

    LaneStop stopped(int lane, Order order, Instant now) {
        return new LaneStop(
                new Current(lane, order, current == null ? now : current.since(), null),
                withCurrentHandled(),
                lastResume,
                noExpiryBefore);
    }

    LaneStop halted(Current stop, Instant now) {
        return new LaneStop(
                new Current(stop.lane(), stop.order(), stop.since(), now),
                handled,
                lastResume,
                noExpiryBefore);
    }

    /**
     * Whether an order to resume ends the stop: not one that was given before the stop was, nor a
     * copy of the one that ended the stop before.
     */
    boolean isEndedBy(Order resume) {
        return current != null
                && resume.requestedAt().isAfter(current.order().requestedAt())
                && !resume.id().equals(lastResume);
    }

    /** Tasks that waited get as long to be claimed as they could not be claimed, at least. */
    LaneStop resumed(Current stop, Order resume, Instant now) {
        Duration stopped = Duration.between(stop.since(), now);
        Instant until = now.plus(stopped);
        return new LaneStop(
                null,
                withCurrentHandled(),
                resume.id(),
                until.isAfter(noExpiryBefore) ? until : noExpiryBefore);
    }

    private List<String> withCurrentHandled() {
        if (current == null) {
            return handled;
        }
        List<String> all = new ArrayList<>(handled);
        all.add(current.order().id());
        return all.subList(Math.max(0, all.size() - MAX_HANDLED), all.size());
    }
}
