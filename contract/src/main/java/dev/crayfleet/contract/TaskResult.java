package dev.crayfleet.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task: its one and last record on the results topic, keyed by task id.
 *
 * @param attempts number of claimed attempts, from 0
 * @param runner of the last attempt
 * @param reason a sentence for people; absent where it succeeded
 * @param failure of the last attempt; absent unless it failed, and in what older builds wrote
 * @param report of the last attempt, where there is one
 * @param traceparent as the task has it
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
        @Nullable FailureKind failure,
        @Nullable RunReport report,
        Instant submittedAt,
        Instant finishedAt,
        @Nullable TraceParent traceparent) {
    /** Of a task that nobody traces. */
    public TaskResult(
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
            @Nullable FailureKind failure,
            @Nullable RunReport report,
            Instant submittedAt,
            Instant finishedAt) {
        this(
                id,
                pool,
                status,
                prompt,
                options,
                origin,
                requester,
                attempts,
                runner,
                reason,
                failure,
                report,
                submittedAt,
                finishedAt,
                null);
    }
}
