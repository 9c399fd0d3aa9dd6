package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerDetails;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a task, for those who want to see what its agent prints.
 *
 * @param state as in {@link TaskView}
 * @param attempt the current one, or the last; 0 before the first
 * @param holder of the current attempt; absent while it waits, and when it has ended
 * @param servesLogs whether the holder can be asked
 * @param finishedAt when it ended
 * @param requester who asked for it; absent where an older version has answered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskPlace(
        String id,
        String pool,
        String state,
        int attempt,
        @Nullable Holder holder,
        boolean servesLogs,
        @Nullable Instant finishedAt,
        @Nullable Requester requester) {

    /**
     * @param details of the holder, as far as they are known
     */
    static TaskPlace of(TaskEntry task, @Nullable RunnerDetails details) {
        return new TaskPlace(
                task.id().value(),
                task.pool().value(),
                TaskViews.stateName(task.state()),
                task.attempts(),
                task.state() instanceof TaskState.Held held ? held.holder() : null,
                details != null && details.servesLogs(),
                null,
                task.submitted().requester());
    }

    static TaskPlace of(FinishedTask task) {
        return new TaskPlace(
                task.id().value(),
                task.pool().value(),
                task.status().word(),
                task.attempts(),
                null,
                false,
                task.finishedAt(),
                task.requester());
    }
}
