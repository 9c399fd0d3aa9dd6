package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages on the tasks topic, keyed by pool: everything that people ask of the fleet. */
public sealed interface TaskMessage {
    /** Of the task. */
    TaskId id();

    /** Of the task; also the record's key. */
    Pool pool();

    /**
     * A task is submitted.
     *
     * @param files attachments, at most {@link Limits#TASK_FILES}
     * @param options its fields are on the same level as the others in JSON
     * @param replayOf the task that this one repeats; absent for most
     */
    record TaskSubmitted(
            TaskId id,
            Pool pool,
            Prompt prompt,
            @JsonUnwrapped TaskOptions options,
            List<FileRef> files,
            Origin origin,
            Requester requester,
            Instant submittedAt,
            @Nullable TaskId replayOf)
            implements TaskMessage {
        /**
         * @throws IllegalArgumentException with a sentence for people, if it carries too much
         */
        public TaskSubmitted {
            files = files == null ? List.of() : List.copyOf(files);
            if (files.size() > Limits.TASK_FILES) {
                throw new IllegalArgumentException(
                        "%d files are too many; a task carries at most %d"
                                .formatted(files.size(), Limits.TASK_FILES));
            }
            long bytes = files.stream().mapToLong(FileRef::size).sum();
            if (bytes > Limits.TASK_FILES_BYTES) {
                throw new IllegalArgumentException(
                        "files of %,d bytes are too much; a task carries at most %,d"
                                .formatted(bytes, Limits.TASK_FILES_BYTES));
            }
        }
    }

    /** A task is to be stopped, whatever its state. */
    record CancelRequested(TaskId id, Pool pool, Requester requester, Instant requestedAt)
            implements TaskMessage {}

    /**
     * A task is to be repeated, as a new one.
     *
     * @param id of the new task
     * @param replayOf the old one
     * @param prompt replaces that of the old task
     * @param options replace those of the old task, where they are present
     */
    record ReplayRequested(
            TaskId id,
            Pool pool,
            TaskId replayOf,
            @Nullable Prompt prompt,
            @JsonUnwrapped TaskOptions options,
            Requester requester,
            Instant requestedAt)
            implements TaskMessage {
        /**
         * The new task: it asks what the old one asked, in the old one's pool and with its files,
         * except for what is replaced, and answers go where those of the old one went.
         *
         * @param source the record of the old task
         * @param now when it is submitted
         */
        public TaskSubmitted toTask(TaskSubmitted source, Instant now) {
            return new TaskSubmitted(
                    id,
                    source.pool(),
                    prompt == null ? source.prompt() : prompt,
                    options.orElse(source.options()),
                    source.files(),
                    source.origin(),
                    requester,
                    now,
                    source.id());
        }
    }

    /** A task that waits for approval has been approved, by somebody who is allowed to. */
    record ApprovalGiven(TaskId id, Pool pool, Requester approver, Instant givenAt)
            implements TaskMessage {}
}
