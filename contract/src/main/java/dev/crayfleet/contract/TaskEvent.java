package dev.crayfleet.contract;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened, on the events topic: the audit trail, and what reactions and #worker-pool are made
 * from. About a task it is keyed by task id, about a runner by runner id.
 */
public sealed interface TaskEvent {
    Pool pool();

    Instant at();

    /** The record's key. */
    String key();

    /** About a task. */
    sealed interface OfTask extends TaskEvent {
        TaskId id();

        @Override
        default String key() {
            return id().value();
        }
    }

    /** About a runner. */
    sealed interface OfRunner extends TaskEvent {
        Holder holder();

        @Override
        default String key() {
            return holder().runner().value();
        }
    }

    /** A policy wants a person's word before it is queued. */
    record ApprovalAwaited(
            TaskId id, Pool pool, Origin origin, Requester requester, String prompt, Instant at)
            implements OfTask {}

    /**
     * The ledger knows it; it waits for a slot.
     *
     * @param position in its pool's queue, 1 for the next
     * @param expectedWait until a slot is expected to be free for it; absent where nothing is known
     *     to go by
     */
    record TaskQueued(
            TaskId id,
            Pool pool,
            Origin origin,
            Requester requester,
            int position,
            @Nullable Duration expectedWait,
            Instant at)
            implements OfTask {}

    /**
     * It still waits, and its turn has come nearer, or gone further away.
     *
     * @param position in its pool's queue, 1 for the next
     * @param expectedWait as in {@link TaskQueued}
     */
    record QueueMoved(
            TaskId id, Pool pool, int position, @Nullable Duration expectedWait, Instant at)
            implements OfTask {}

    /** The same id came again; nothing was done. */
    record DuplicateIgnored(TaskId id, Pool pool, Origin origin, Instant at) implements OfTask {}

    /** It is one runner's now. */
    record TaskClaimed(TaskId id, Pool pool, int attempt, Holder holder, Origin origin, Instant at)
            implements OfTask {}

    /**
     * An agent has been started.
     *
     * @param prompt its beginning, at most 200 characters
     */
    record AgentSpawned(
            TaskId id,
            Pool pool,
            int attempt,
            Holder holder,
            String agent,
            String executor,
            String prompt,
            Instant at)
            implements OfTask {}

    /** What an agent is doing. */
    record TaskProgressed(TaskId id, Pool pool, int attempt, String note, Instant at)
            implements OfTask {}

    /** An attempt failed in a way that may pass. */
    record RetryScheduled(
            TaskId id,
            Pool pool,
            int attempt,
            FailureKind kind,
            String reason,
            Instant notBefore,
            Instant at)
            implements OfTask {}

    /** A message about an attempt that is no longer the current one; nothing was changed. */
    record StaleRunIgnored(
            TaskId id, Pool pool, int attempt, Holder holder, String what, Instant at)
            implements OfTask {}

    /**
     * The task has its one result.
     *
     * @param attempt the last one, 0 where none was claimed
     * @param agent absent where none was started
     */
    record TaskFinished(
            TaskId id,
            Pool pool,
            int attempt,
            TaskStatus status,
            @Nullable String agent,
            Origin origin,
            @Nullable String reason,
            Instant at)
            implements OfTask {}

    /** Slots are ready for work. */
    record RunnerReady(Holder holder, Pool pool, int slots, Instant at) implements OfRunner {}

    /**
     * It failed one task after another and is given no more for a while.
     *
     * @param failures in a row
     * @param until then one task is tried on it
     */
    record RunnerQuarantined(
            Holder holder, Pool pool, int failures, String reason, Instant until, Instant at)
            implements OfRunner {}

    /** A task has succeeded on it; it is given work as before. */
    record RunnerRecovered(Holder holder, Pool pool, Instant at) implements OfRunner {}

    /** It takes no more work. */
    record RunnerDrains(Holder holder, Pool pool, Instant at) implements OfRunner {}

    /** It has left in good order. */
    record RunnerGone(Holder holder, Pool pool, String reason, Instant at) implements OfRunner {}

    /**
     * It was not heard of for a lease.
     *
     * @param attempts how many it held
     */
    record RunnerLost(Holder holder, Pool pool, int attempts, String reason, Instant at)
            implements OfRunner {}
}
