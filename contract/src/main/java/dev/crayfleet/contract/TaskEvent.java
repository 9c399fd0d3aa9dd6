package dev.crayfleet.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of tasks, runners, pools and lanes, on the events topic: the audit trail, and the source
 * of reactions and of #worker-pool. Keyed by what they are about.
 */
public sealed interface TaskEvent permits TaskEvent.OfTask, TaskEvent.OfRunner, FleetEvent {
    Instant at();

    /** The record's key. */
    String key();

    /** About a task. */
    sealed interface OfTask extends TaskEvent {
        TaskId id();

        Pool pool();

        @Override
        default String key() {
            return id().value();
        }
    }

    /** About a runner. */
    sealed interface OfRunner extends TaskEvent {
        Holder holder();

        Pool pool();

        @Override
        default String key() {
            return holder().runner().value();
        }
    }

    /**
     * A policy requires a person's approval before the task is queued.
     *
     * @param approvers the roles of the fleet file whose members approve it; absent where any
     *     person does
     */
    record ApprovalAwaited(
            TaskId id,
            Pool pool,
            Origin origin,
            Requester requester,
            String prompt,
            Instant at,
            @Nullable List<String> approvers)
            implements OfTask {
        public ApprovalAwaited {
            approvers = approvers == null || approvers.isEmpty() ? null : List.copyOf(approvers);
        }
    }

    /**
     * What somebody has asked for about a task, or that it be done at all, is not allowed.
     *
     * @param action {@code submit}, {@code cancel}, {@code replay} or {@code approve}
     * @param origin of the task, as far as it is known
     * @param requester who has asked
     * @param reason for people: what is not allowed, and what is
     * @param rule by which rule of which version of the fleet file
     */
    record TaskRequestRefused(
            TaskId id,
            Pool pool,
            String action,
            @Nullable Origin origin,
            Requester requester,
            String reason,
            String rule,
            Instant at)
            implements OfTask {}

    /**
     * The task is in the ledger, and waits for a slot.
     *
     * @param position in its pool's queue, 1 for the next
     * @param expectedWait until a slot is expected to be free for it; absent where there is nothing
     *     to estimate it from
     * @param traceparent as the task has it
     * @param rule by which rule of which version of the fleet file it is allowed; absent where
     *     there is no file
     */
    record TaskQueued(
            TaskId id,
            Pool pool,
            Origin origin,
            Requester requester,
            int position,
            @Nullable Duration expectedWait,
            Instant at,
            @Nullable TraceParent traceparent,
            @Nullable String rule)
            implements OfTask {
        /** Where there is no fleet file. */
        public TaskQueued(
                TaskId id,
                Pool pool,
                Origin origin,
                Requester requester,
                int position,
                @Nullable Duration expectedWait,
                Instant at,
                @Nullable TraceParent traceparent) {
            this(id, pool, origin, requester, position, expectedWait, at, traceparent, null);
        }
    }

    /**
     * The position of a waiting task has changed.
     *
     * @param position in its pool's queue, 1 for the next
     * @param expectedWait as in {@link TaskQueued}
     */
    record QueueMoved(
            TaskId id, Pool pool, int position, @Nullable Duration expectedWait, Instant at)
            implements OfTask {}

    /**
     * The task waits for a pool where no runner can run it. Of tasks of one requester in one pool
     * not each has this event.
     *
     * @param expiresAt until when it waits at most
     * @param mode in which it is to be run, where runners serve the pool and none knows that mode;
     *     absent where no runner serves it
     */
    record TaskUnserved(
            TaskId id,
            Pool pool,
            Origin origin,
            Requester requester,
            Instant expiresAt,
            Instant at,
            @Nullable AgentMode mode)
            implements OfTask {
        /** Where no runner serves the pool. */
        public TaskUnserved(
                TaskId id,
                Pool pool,
                Origin origin,
                Requester requester,
                Instant expiresAt,
                Instant at) {
            this(id, pool, origin, requester, expiresAt, at, null);
        }
    }

    /** A task with the same id was submitted again, and ignored. */
    record DuplicateIgnored(TaskId id, Pool pool, Origin origin, Instant at) implements OfTask {}

    /**
     * A runner has been given the task.
     *
     * @param traceparent as the task has it
     */
    record TaskClaimed(
            TaskId id,
            Pool pool,
            int attempt,
            Holder holder,
            Origin origin,
            Instant at,
            @Nullable TraceParent traceparent)
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

    /** Progress of an agent. */
    record TaskProgressed(TaskId id, Pool pool, int attempt, String note, Instant at)
            implements OfTask {}

    /** An attempt failed for a temporary reason, and another one will be made. */
    record RetryScheduled(
            TaskId id,
            Pool pool,
            int attempt,
            FailureKind kind,
            String reason,
            Instant notBefore,
            Instant at)
            implements OfTask {}

    /** A runner's message about an attempt that is no longer the current one was ignored. */
    record StaleRunIgnored(
            TaskId id, Pool pool, int attempt, Holder holder, String what, Instant at)
            implements OfTask {}

    /**
     * The task has ended, and has its result.
     *
     * @param attempt number of the last one, 0 where none was claimed
     * @param agent absent where none was started
     * @param traceparent as the task has it
     */
    record TaskFinished(
            TaskId id,
            Pool pool,
            int attempt,
            TaskStatus status,
            @Nullable String agent,
            Origin origin,
            @Nullable String reason,
            Instant at,
            @Nullable TraceParent traceparent)
            implements OfTask {}

    /**
     * The agent of a task has delegated something.
     *
     * @param id of the parent
     * @param pool of the parent
     * @param attempt of the parent
     * @param child the task that was made of it
     * @param agent that does it
     * @param prompt its beginning, at most 200 characters
     * @param rule by which rule of which version of the fleet file
     */
    record TaskDelegated(
            TaskId id,
            Pool pool,
            int attempt,
            TaskId child,
            Pool agent,
            String prompt,
            String rule,
            Instant at)
            implements OfTask {}

    /**
     * The agent of a task wanted to delegate something that it may not.
     *
     * @param id of the parent
     * @param pool of the parent
     * @param attempt of the parent
     * @param agent that was to do it, or the capability that it was to have
     * @param kind a word for programs: {@code ended, no-fleet-file, agent, number, depth, children,
     *     line, instruction, channel, time} or {@code terms}
     * @param reason for people: what is not allowed, and what is
     * @param rule by which rule of which version of the fleet file; empty where the limit is not
     *     from there
     */
    record DelegationRefused(
            TaskId id,
            Pool pool,
            int attempt,
            String agent,
            String kind,
            String reason,
            String rule,
            Instant at)
            implements OfTask {}

    /** The agent of a task waits for what it has delegated, and lends its slot; or it is back. */
    record SlotLent(TaskId id, Pool pool, int attempt, boolean lent, Instant at)
            implements OfTask {}

    /**
     * Somebody on the machine of a runner wanted to delegate with a token that is not of an attempt
     * that runs there.
     *
     * @param attempt for which it was, as far as the runner knows
     */
    record DelegationDenied(
            Holder holder, Pool pool, @Nullable Attempt attempt, String reason, Instant at)
            implements OfRunner {}

    /** A runner has joined with free slots. */
    record RunnerReady(Holder holder, Pool pool, int slots, Instant at) implements OfRunner {}

    /**
     * A runner has failed several tasks in a row, and is given none for a while.
     *
     * @param failures in a row
     * @param until when one task is tried on it
     */
    record RunnerQuarantined(
            Holder holder, Pool pool, int failures, String reason, Instant until, Instant at)
            implements OfRunner {}

    /** A task has succeeded on the quarantined runner, which is given tasks as before. */
    record RunnerRecovered(Holder holder, Pool pool, Instant at) implements OfRunner {}

    /** The runner takes no more tasks. */
    record RunnerDrains(Holder holder, Pool pool, Instant at) implements OfRunner {}

    /** The runner has left in an orderly way. */
    record RunnerGone(Holder holder, Pool pool, String reason, Instant at) implements OfRunner {}

    /**
     * The runner has sent no heartbeat for a lease.
     *
     * @param attempts number of attempts that it held
     */
    record RunnerLost(Holder holder, Pool pool, int attempts, String reason, Instant at)
            implements OfRunner {}
}
