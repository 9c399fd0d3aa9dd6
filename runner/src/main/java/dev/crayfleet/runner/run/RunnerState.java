package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderDrained;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.runner.slots.ClaimDecision;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a runner: its session, its running attempts, and whether it is leaving. Safe for use
 * by many threads. Sends nothing; what is to be sent is given to the caller.
 */
final class RunnerState {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerState.class);

    private final RunnerPolicy policy;
    private final Predicate<Pool> isReady;
    private final Function<Pool, RunnerDetails> details;
    private final ExitCondition exit;
    private final RunningAttempts running = new RunningAttempts();
    private final SlotBudget budget = new SlotBudget();
    private Set<Pool> fencedByPools = Set.of();
    private RunnerSession session;
    private boolean draining;
    private boolean closing;

    /**
     * @param isReady whether tasks of a pool can be run by now
     * @param details that a pool is told when it is joined
     * @param now of the monotonic clock, like every other
     */
    RunnerState(
            RunnerPolicy policy,
            ExitPolicy exitPolicy,
            Predicate<Pool> isReady,
            Function<Pool, RunnerDetails> details,
            long now) {
        this.policy = policy;
        this.isReady = isReady;
        this.details = details;
        this.exit = new ExitCondition(exitPolicy, now);
        this.session = newSession();
    }

    synchronized RunnerSession session() {
        return session;
    }

    synchronized boolean isCurrent(Holder holder) {
        return session.holder().equals(holder);
    }

    /**
     * @param executor for people
     */
    synchronized Runner.Status status(long now, String executor) {
        List<Pool> ready = readyPools();
        boolean isJoined = !ready.isEmpty() && ready.stream().allMatch(session::isJoined);
        return new Runner.Status(
                session.holder(),
                policy.totalSlots(),
                session.runningAgents(),
                isJoined && !session.isFenced(),
                session.pools().stream().filter(isReady.negate()).toList(),
                draining,
                session.silence(now),
                executor);
    }

    /**
     * Decides about a claim; one that is accepted is running from here on, once {@code start} has
     * returned. Where that throws, the attempt is not held, and this throws the same.
     */
    synchronized ClaimDecision accept(
            ClaimGranted claim, long now, Consumer<RunningAttempt> start) {
        ClaimDecision decision = session.accept(claim, now);
        if (decision == ClaimDecision.ACCEPTED) {
            RunningAttempt attempt = new RunningAttempt(claim);
            running.add(attempt);
            try {
                start.accept(attempt);
            } catch (RuntimeException | Error e) {
                running.remove(claim.attempt());
                session.release(claim.attempt());
                throw e;
            }
            exit.attemptAccepted(now);
            if (exit.acceptsNoMore()) {
                session.drain();
            }
        }
        return decision;
    }

    /** Whether it accepts no more tasks, and leaves when nothing runs. */
    synchronized boolean acceptsNoMore() {
        return exit.acceptsNoMore();
    }

    /**
     * Somebody wants this runner to accept no more, and to leave when nothing runs.
     *
     * @return its session; empty where an earlier one was meant, or it was told before
     */
    synchronized Optional<RunnerSession> orderExit(HolderDrained drained) {
        session.messageRead(drained.holder(), drained.pool(), drained.at());
        if (!isCurrent(drained.holder()) || exit.isOrdered()) {
            return Optional.empty();
        }
        LOG.info("{} takes no more: {}", session.holder(), drained.reason());
        exit.order(drained.reason());
        session.drain();
        return Optional.of(session);
    }

    private List<Pool> readyPools() {
        return session.pools().stream().filter(isReady).toList();
    }

    /** Whether it is time to leave; true only once. A runner that is starting is not idle. */
    synchronized boolean startExit(long now) {
        if (readyPools().isEmpty() && !exit.isOrdered()) {
            exit.restartIdleTime(now);
            return false;
        }
        return !draining && running.isEmpty() && session.heldCount() == 0 && exit.startExit(now);
    }

    /** Why it leaves, for people. */
    synchronized String exitReason() {
        return exit.reason();
    }

    synchronized void revoke(ClaimRevoked revoked) {
        session.messageRead(revoked.holder(), revoked.pool(), revoked.at());
        running(revoked.attempt(), revoked.holder())
                .ifPresent(attempt -> {
                    LOG.info("task {} is revoked: {}", revoked.attempt(), revoked.reason());
                    attempt.cancellation()
                            .request(
                                    new CancellationToken.Request(
                                            FailureKind.CANCELLED,
                                            revoked.reason(),
                                            policy.killGrace(),
                                            false));
                });
    }

    /**
     * Ends this session: every agent is stopped, and none of their outcomes is sent.
     *
     * @param fencedBy the pools whose dispatchers know of it
     * @return whether it had not ended already
     */
    synchronized boolean fence(String reason, Set<Pool> fencedBy) {
        if (session.isFenced()) {
            return false;
        }
        LOG.warn("{} ends: {}; {} agents are stopped", session.holder(), reason, running.count());
        session.fence();
        fencedByPools = fencedBy;
        cancelAll(FailureKind.LOST, reason, session.timeouts().stopGrace(), true);
        return true;
    }

    synchronized boolean isExpired(long now) {
        return session.isExpired(now);
    }

    /**
     * Begins a new session after a fenced one, as soon as that one's agents are gone.
     *
     * @return the old one; empty if nothing was replaced
     */
    synchronized Optional<EndedSession> replaceFenced() {
        if (!session.isFenced() || !running.isEmpty() || draining) {
            return Optional.empty();
        }
        EndedSession ended = new EndedSession(session, fencedByPools);
        session = newSession();
        if (exit.acceptsNoMore()) {
            session.drain();
        }
        LOG.info("{} follows {}", session.holder(), ended.session().holder());
        return Optional.of(ended);
    }

    /** An attempt that this session runs. */
    synchronized Optional<RunningAttempt> running(Attempt attempt, Holder holder) {
        return running.find(attempt).filter(each -> each.claim().holder().equals(holder));
    }

    /** What is to be sent now; empty where this session may send nothing any more. */
    synchronized Optional<HeartbeatBatch> nextHeartbeats(long now, Instant at) {
        if (!canReport(session)) {
            return Optional.empty();
        }
        Map<Pool, Integer> offered =
                budget.offer(session, readyPools(), exit.remainingTasks(), now);
        HeartbeatBatch batch =
                HeartbeatBatch.of(session, offered, details, running.takeProgress(now, at), at);
        offered.keySet().forEach(pool -> session.heartbeatSent(pool, now));
        return Optional.of(batch);
    }

    synchronized void heartbeatAcknowledged(RunnerSession sender, Pool pool, long sentAt) {
        sender.heartbeatAcknowledged(pool, sentAt);
    }

    /**
     * An agent is gone.
     *
     * @return its session, if that may still report the outcome
     */
    synchronized Optional<RunnerSession> attemptEnded(RunningAttempt ended, long now) {
        Attempt attempt = ended.claim().attempt();
        boolean mayReport = isCurrent(ended.claim().holder()) && session.agentEnded(attempt, now);
        running.remove(attempt);
        exit.attemptEnded(now);
        notifyAll();
        return mayReport ? Optional.of(session) : Optional.empty();
    }

    /**
     * An agent waits for others, or does not any more.
     *
     * @return whether its dispatcher is to be told
     */
    synchronized boolean lend(RunningAttempt attempt, boolean waiting, long now) {
        return isCurrent(attempt.claim().holder())
                && canReport(session)
                && session.lend(attempt.claim().attempt(), waiting, now);
    }

    synchronized void outcomeDelivered(RunnerSession sender, Attempt attempt) {
        sender.release(attempt);
        notifyAll();
    }

    /** Whether a message of this session would still be believed. */
    synchronized boolean canReport(RunnerSession sender) {
        return !sender.isFenced() && !closing;
    }

    /** No more claims are accepted. */
    synchronized RunnerSession drain() {
        draining = true;
        session.drain();
        return session;
    }

    /** Nothing but the farewell of this session is sent any more. */
    synchronized EndedSession close(RunnerSession current) {
        closing = true;
        return new EndedSession(current, current.isFenced() ? fencedByPools : Set.of());
    }

    /**
     * @param silent whether the outcomes are not reported
     */
    synchronized void cancelAll(FailureKind kind, String reason, Duration grace, boolean silent) {
        running.cancelAll(new CancellationToken.Request(kind, reason, grace, silent));
    }

    /**
     * @return whether no agent runs
     */
    synchronized boolean awaitIdle(Duration timeout) throws InterruptedException {
        return await(timeout, running::isEmpty);
    }

    /**
     * @return whether every outcome has arrived, or none can any more
     */
    synchronized boolean awaitDelivery(Duration timeout) throws InterruptedException {
        return await(timeout, () -> session.heldCount() == 0 || session.isFenced());
    }

    /** Waits in real time, because closing must end whatever the given clock says. */
    private synchronized boolean await(Duration timeout, BooleanSupplier isDone)
            throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        while (!isDone.getAsBoolean()) {
            if (deadline.hasPassed()) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, deadline.remainingNanos());
        }
        return true;
    }

    private RunnerSession newSession() {
        Incarnation incarnation = new Incarnation(UUID.randomUUID().toString());
        return new RunnerSession(
                new Holder(policy.id(), incarnation), policy.slots(), policy.lease());
    }
}
