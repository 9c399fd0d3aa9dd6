package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Texts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that ended as was asked for, as it is shown.
 *
 * @param failure absent where an older build wrote the result, or the task did not fail
 * @param reason a sentence, at most 300 characters of it; empty where there is none
 * @param prompt its beginning, on one line, at most 120 characters
 */
public record EndedTask(
        TaskId id,
        Pool pool,
        TaskStatus status,
        @Nullable FailureKind failure,
        String reason,
        Requester requester,
        String prompt,
        Instant submittedAt,
        Instant finishedAt) {
    private static final int REASON_CHARS = 300;
    private static final int PROMPT_CHARS = 120;

    static EndedTask of(TaskResult result) {
        String reason = result.reason();
        return new EndedTask(
                result.id(),
                result.pool(),
                result.status(),
                result.failure(),
                reason == null ? "" : shorten(reason, REASON_CHARS),
                result.requester(),
                shorten(result.prompt().text(), PROMPT_CHARS),
                result.submittedAt(),
                result.finishedAt());
    }

    /** Copied, so that the whole text is not kept with its beginning. */
    private static String shorten(String text, int chars) {
        return Limits.cut(Texts.oneLine(Limits.cut(text, 2 * chars)), chars);
    }
}
