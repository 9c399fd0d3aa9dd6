package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages on the tasks topic: everything that people ask of the fleet. Those about a task or a
 * pool are keyed by pool; the others name their lane.
 */
public sealed interface TaskMessage {
    /** About one task. */
    sealed interface OfTask extends TaskMessage {
        /** Of the task. */
        TaskId id();

        /** Of the task; also the record's key. */
        Pool pool();
    }

    /** About a pool and its runners. */
    sealed interface OfPool extends TaskMessage {
        /** Also the record's key. */
        Pool pool();

        Order order();
    }

    /** About a lane, whatever its pools are: the whole fleet is told by one for each lane. */
    sealed interface OfLane extends TaskMessage {
        /** From 0; the partition of the record. */
        int lane();

        Order order();
    }

    /**
     * A task is submitted.
     *
     * @param files attachments, at most {@link Limits#TASK_FILES}
     * @param options its fields are on the same level as the others in JSON
     * @param replayOf the task that this one repeats; absent for most
     * @param traceparent the span that all others of the task are children of; absent where nobody
     *     traces it
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
            @Nullable TaskId replayOf,
            @Nullable TraceParent traceparent)
            implements OfTask {
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

        /** One that nobody traces yet. */
        public TaskSubmitted(
                TaskId id,
                Pool pool,
                Prompt prompt,
                TaskOptions options,
                List<FileRef> files,
                Origin origin,
                Requester requester,
                Instant submittedAt,
                @Nullable TaskId replayOf) {
            this(id, pool, prompt, options, files, origin, requester, submittedAt, replayOf, null);
        }

        /** The same task, asked for by somebody else. */
        public TaskSubmitted withRequester(Requester other) {
            return requester.equals(other) ? this : copy(options, other, traceparent);
        }

        /** The same task with other options. */
        public TaskSubmitted withOptions(TaskOptions others) {
            return options.equals(others) ? this : copy(others, requester, traceparent);
        }

        /** The same task for another agent. */
        public TaskSubmitted withPool(Pool other) {
            return new TaskSubmitted(
                    id,
                    other,
                    prompt,
                    options,
                    files,
                    origin,
                    requester,
                    submittedAt,
                    replayOf,
                    traceparent);
        }

        /** The same task in a trace, or in none. */
        public TaskSubmitted withTraceparent(@Nullable TraceParent other) {
            return Objects.equals(traceparent, other) ? this : copy(options, requester, other);
        }

        /** How an agent has delegated it; absent where none has, as of what repeats such a task. */
        public Optional<Origin.Agent> delegation() {
            return origin instanceof Origin.Agent agent && replayOf == null
                    ? Optional.of(agent)
                    : Optional.empty();
        }

        private TaskSubmitted copy(
                TaskOptions otherOptions, Requester other, @Nullable TraceParent trace) {
            return new TaskSubmitted(
                    id,
                    pool,
                    prompt,
                    otherOptions,
                    files,
                    origin,
                    other,
                    submittedAt,
                    replayOf,
                    trace);
        }
    }

    /** A task is to be stopped, whatever its state. */
    record CancelRequested(TaskId id, Pool pool, Requester requester, Instant requestedAt)
            implements OfTask {}

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
            implements OfTask {
        /**
         * The new task: it asks what the old one asked, in the old one's pool and with its files,
         * except for what is replaced, and answers go where those of the old one went. Its trace is
         * another.
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

    /**
     * Somebody approves a task that waits for it.
     *
     * @param sha256 of what they have seen, {@link TaskFingerprint#sha256}; absent where they have
     *     not said, which is not enough where a fleet file demands the approval
     */
    record ApprovalGiven(
            TaskId id, Pool pool, Requester approver, @Nullable String sha256, Instant givenAt)
            implements OfTask {}

    /**
     * Another fleet file decides from now on who may what.
     *
     * @param number of its version; a file that is not newer than the one that decides is ignored
     * @param sha256 of the file, 64 hexadecimal digits
     * @param file in its canonical form, JSON of at most {@link Limits#FLEET_BYTES}
     */
    record FleetChanged(
            int lane, long number, String sha256, String file, @JsonUnwrapped Order order)
            implements OfLane {}

    /**
     * Emergency stop: nothing is claimed until a later {@link ResumeRequested}, and every agent is
     * stopped now.
     */
    record StopRequested(int lane, @JsonUnwrapped Order order) implements OfLane {}

    /** An emergency stop that is older than this is over. */
    record ResumeRequested(int lane, @JsonUnwrapped Order order) implements OfLane {}

    /** Nothing of the pool is claimed until it is resumed; what runs goes on. */
    record PauseRequested(Pool pool, @JsonUnwrapped Order order) implements OfPool {}

    /** A pause of the pool that is older than this is over. */
    record PoolResumeRequested(Pool pool, @JsonUnwrapped Order order) implements OfPool {}

    /** This incarnation of a runner is to be given no more, and to leave when it has nothing. */
    record DrainRequested(Pool pool, Holder holder, @JsonUnwrapped Order order) implements OfPool {}

    /**
     * A task that an agent has delegated has ended, or was refused: said by its lane to that of its
     * parent. It changes nothing if the parent has ended, or knows it already.
     *
     * @param id of the child
     * @param pool of the parent, whose lane it goes to
     * @param parent the attempt that has delegated it
     * @param agent the pool of the child
     * @param reason absent where it succeeded
     * @param report of its last attempt; absent where there was none
     */
    record ChildEnded(
            TaskId id,
            Pool pool,
            Attempt parent,
            Pool agent,
            TaskStatus status,
            @Nullable String reason,
            @Nullable RunReport report,
            Instant endedAt)
            implements OfTask {}

    /**
     * A task that an agent has delegated is to be stopped, because its parent is: said by the
     * parent's lane to that of the child.
     *
     * @param id of the child
     * @param pool of the child
     * @param parent the attempt that has delegated it; of another it is not stopped
     * @param reason for people
     */
    record ChildCancelled(TaskId id, Pool pool, Attempt parent, String reason, Instant at)
            implements OfTask {}
}
