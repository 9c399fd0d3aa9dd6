package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of a task that has ended: enough to recognise a duplicate and to be shown,
 * and where its record lies.
 *
 * @param place of the record that asked for it, which is what a replay reads
 * @param ran from the last claim to the end; absent where none was held then
 * @param history what happened to it, oldest first
 * @param digest absent where an older version has written it
 * @param parent whose agent has delegated it; absent where no agent has
 * @param children what its agent has delegated, as was known when it ended; absent where it has
 *     delegated nothing
 */
public record FinishedTask(
        TaskId id,
        Pool pool,
        TaskStatus status,
        int attempts,
        RecordPosition place,
        Requester requester,
        @Nullable TaskId replayOf,
        @Nullable Duration ran,
        Instant submittedAt,
        Instant finishedAt,
        List<TaskHistoryStep> history,
        @Nullable TaskDigest digest,
        @Nullable ParentTask parent,
        @Nullable List<Child> children) {
    public FinishedTask {
        history = List.copyOf(history);
        children = children == null ? null : List.copyOf(children);
    }

    /** One that no agent has delegated, and whose agent has delegated nothing. */
    public FinishedTask(
            TaskId id,
            Pool pool,
            TaskStatus status,
            int attempts,
            RecordPosition place,
            Requester requester,
            @Nullable TaskId replayOf,
            @Nullable Duration ran,
            Instant submittedAt,
            Instant finishedAt,
            List<TaskHistoryStep> history,
            @Nullable TaskDigest digest) {
        this(
                id,
                pool,
                status,
                attempts,
                place,
                requester,
                replayOf,
                ran,
                submittedAt,
                finishedAt,
                history,
                digest,
                null,
                null);
    }
}
