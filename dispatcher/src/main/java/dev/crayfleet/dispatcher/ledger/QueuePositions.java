package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which positions the waiting tasks of a pool were told last, and whether they have changed. */
final class QueuePositions {
    private Instant publishedAt = Instant.MIN;
    private Map<TaskId, Integer> published = Map.of();
    private boolean hasMoved;

    void markMoved() {
        hasMoved = true;
    }

    /**
     * When they are to be told again; absent while nothing has moved.
     *
     * @param interval at least so long after the last time
     */
    Optional<Instant> due(Duration interval) {
        if (!hasMoved) {
            return Optional.empty();
        }
        return Optional.of(
                publishedAt.equals(Instant.MIN) ? Instant.MIN : publishedAt.plus(interval));
    }

    @Nullable Integer published(TaskId id) {
        return published.get(id);
    }

    void set(Instant at, Map<TaskId, Integer> positions) {
        publishedAt = at;
        published = positions;
        hasMoved = false;
    }
}
