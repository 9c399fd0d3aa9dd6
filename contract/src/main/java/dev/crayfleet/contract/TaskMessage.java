package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies on the tasks topic, keyed by pool: everything that people ask of the fleet. */
public sealed interface TaskMessage {
    /** The task it is about. */
    TaskId id();

    /** The pool it belongs to, which is the record's key. */
    Pool pool();

    /**
     * Somebody wants a task done.
     *
     * @param files attachments, at most {@link Limits#TASK_FILES}
     * @param options how; its fields stand beside the others on the wire
     * @param replayOf the task this one does again
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

    /** Somebody wants a task stopped, wherever it is in its life. */
    record CancelRequested(TaskId id, Pool pool, Requester requester, Instant requestedAt)
            implements TaskMessage {}

    /**
     * Somebody wants a task done again, as a new one.
     *
     * @param id of the new task
     * @param replayOf the old one
     * @param prompt instead of the old one's
     * @param options instead of the old one's, where they say something
     */
    record ReplayRequested(
            TaskId id,
            Pool pool,
            TaskId replayOf,
            @Nullable Prompt prompt,
            @JsonUnwrapped TaskOptions options,
            Requester requester,
            Instant requestedAt)
            implements TaskMessage {}

    /** Somebody who may has approved a task that waits for it. */
    record ApprovalGiven(TaskId id, Pool pool, Requester approver, Instant givenAt)
            implements TaskMessage {}
}
