package dev.crayfleet.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The one terminal record of a task, on the results topic, keyed by task id.
 *
 * @param attempts how many were claimed, 0 where none was
 * @param runner who ran the last of them
 * @param reason a sentence for people where it did not succeed
 * @param report of the last attempt, where there is one
 */
public record TaskResult(
        TaskId id,
        Pool pool,
        TaskStatus status,
        Prompt prompt,
        TaskOptions options,
        Origin origin,
        Requester requester,
        int attempts,
        @Nullable RunnerId runner,
        @Nullable String reason,
        @Nullable RunReport report,
        Instant submittedAt,
        Instant finishedAt) {}
