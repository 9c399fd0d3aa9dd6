package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskFingerprint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is shown. Of one that has ended only what the ledger keeps.
 *
 * @param state {@code awaiting-approval, queued, claimed, running, backing-off, succeeded, failed,
 *     cancelled} or {@code expired}
 * @param attempts claims so far
 * @param attemptsAllowed in all
 * @param prompt its beginning: at most 200 characters of one that lives, and 80 of one that has
 *     ended
 * @param answer the beginning of its answer, at most 80 characters
 * @param model asked for or, of one that has ended, that ran
 * @param position in its pool's queue, 1 for the next, if no limit holds it back
 * @param waitSeconds until a slot is expected for it
 * @param waiting why it waits; absent while a runner has it, and when it has ended
 * @param runner who has it now
 * @param agent who works on it now
 * @param notBefore when a task that backs off is tried again
 * @param cancelRequestedBy who wants it stopped, while its runner has not confirmed yet
 * @param finishedAt when it ended
 * @param reason why it did not succeed
 * @param fingerprint of what was asked, as {@link TaskFingerprint} has it; only where one task was
 *     asked for
 * @param history every step, oldest first; only where one task was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskView(
        String id,
        String pool,
        String state,
        int attempts,
        @Nullable Integer attemptsAllowed,
        Requester requester,
        @Nullable String prompt,
        @Nullable String answer,
        @Nullable String model,
        @Nullable Priority priority,
        @Nullable String replayOf,
        @Nullable Integer position,
        @Nullable Long waitSeconds,
        @Nullable Waiting waiting,
        @Nullable String runner,
        @Nullable String agent,
        @Nullable Instant notBefore,
        @Nullable String cancelRequestedBy,
        Instant submittedAt,
        @Nullable Instant finishedAt,
        @Nullable String reason,
        @Nullable String fingerprint,
        @Nullable List<TaskHistoryStep> history) {

    /**
     * Why a task waits.
     *
     * @param reason a word for programs, as {@link WaitReason} has it
     * @param sentence for people
     */
    public record Waiting(String reason, String sentence) {
        static Waiting of(WaitReason reason, Instant now) {
            return new Waiting(reason.word(), reason.sentence(now));
        }
    }
}
