package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.gate.ApprovalNeed;
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
 * @param access only where one task was asked for that lives, and there is something to say
 * @param parent whose agent has delegated it
 * @param children what its agent has delegated, oldest first; only where one task was asked for
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
        @Nullable List<TaskHistoryStep> history,
        @Nullable Access access,
        @Nullable Parent parent,
        @Nullable List<DelegatedTask> children) {

    /**
     * Whose agent has delegated a task.
     *
     * @param attempt which of it
     */
    public record Parent(String id, String pool, int attempt) {
        static @Nullable Parent of(@Nullable ParentTask parent) {
            return parent == null
                    ? null
                    : new Parent(
                            parent.attempt().task().value(),
                            parent.pool().value(),
                            parent.attempt().number());
        }
    }

    /**
     * What an agent has delegated.
     *
     * @param attempt that has delegated it
     * @param state {@code open, stopping, succeeded, failed, cancelled} or {@code expired}, as its
     *     parent's lane was told; of a parent that has ended, when it did
     */
    public record DelegatedTask(
            String id, String pool, int attempt, boolean detached, String state) {
        static @Nullable List<DelegatedTask> of(TaskId parent, @Nullable List<Child> children) {
            return children == null || children.isEmpty()
                    ? null
                    : children.stream()
                            .map(each ->
                                    new DelegatedTask(
                                            each.id(parent).value(),
                                            each.agent().value(),
                                            each.attempt(),
                                            each.detached(),
                                            each.state().word()))
                            .toList();
        }
    }

    /**
     * What a fleet file says of a task, and what is approved.
     *
     * @param sha256 of exactly what will run, to be sent with an approval; absent where the task
     *     waits for none
     * @param needs who has to approve it, all of them; absent where any person may
     * @param expiresAt when it is too late to approve it
     * @param mode {@code restricted}; absent where nobody has set a limit
     * @param notes what was narrowed, in sentences
     * @param rule by which it is allowed
     * @param asked absent where the task waits for no approval
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Access(
            @Nullable String sha256,
            List<ApprovalNeed> needs,
            @Nullable Instant expiresAt,
            @Nullable AgentMode mode,
            List<String> notes,
            @Nullable String rule,
            @Nullable Asked asked) {
        /** What is empty is left out on the way from another dispatcher. */
        public Access {
            needs = needs == null ? List.of() : List.copyOf(needs);
            notes = notes == null ? List.of() : List.copyOf(notes);
        }
    }

    /**
     * All that is approved, with the mode: exactly what will run.
     *
     * @param prompt its beginning, where the whole is in a file
     * @param options with which it will run
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Asked(Prompt prompt, TaskOptions options, List<FileRef> files) {
        public Asked {
            options = options == null ? TaskOptions.NONE : options;
            files = files == null ? List.of() : List.copyOf(files);
        }
    }

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
