package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderDrained;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.ClaimMessage.LogRequested;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Release;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.runner.slots.ClaimDecision;
import dev.crayfleet.runner.slots.RunnerSession;
import dev.crayfleet.stage.TaskLog;
import dev.crayfleet.stage.traces.TaskTracer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner: accepts claims into slots, reports what it holds, and ends its session when its
 * heartbeats do not arrive. A session that is fenced is followed by a new one as soon as its agents
 * are gone.
 *
 * <p>The reader of claims calls {@link #handle}; a timer calls {@link #sendHeartbeats} and, more
 * often, {@link #checkLease}. Every claim has a thread of its own, which is gone when {@link
 * #drain} returns.
 */
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    /** Beyond the grace that agents are given to end. */
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(5);

    private final RunnerPolicy policy;
    private final ExitPolicy exitPolicy;
    private final AttemptRunner attempts;
    private final RunnerMetrics metrics;
    private final MonotonicClock monotonicClock;
    private final RunnerState state;
    private final DispatcherReporter reporter;
    private final AttemptThreads attemptThreads;
    private final LogAnswers logs;
    private final ScheduledThreadPoolExecutor retries;

    /**
     * @param exitPolicy when it leaves by itself
     * @param tracer gets a span of each attempt
     */
    public Runner(
            RunnerPolicy policy,
            Outbox outbox,
            AttemptRunner attempts,
            RunnerMetrics metrics,
            MonotonicClock monotonicClock,
            Clock clock,
            ExitPolicy exitPolicy,
            TaskTracer tracer) {
        this.policy = policy;
        this.exitPolicy = exitPolicy;
        this.attempts = attempts;
        this.metrics = metrics;
        this.monotonicClock = monotonicClock;
        this.state =
                new RunnerState(
                        policy,
                        exitPolicy,
                        attempts::isReady,
                        this::details,
                        monotonicClock.nanos());
        this.logs = new LogAnswers(state, outbox, clock, policy.id().value());
        this.retries =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name(policy.id() + "-again").daemon().factory());
        // Now, while there are threads: an outcome that is not sent again is held for ever.
        retries.prestartAllCoreThreads();
        this.reporter = new DispatcherReporter(state, outbox, clock, retries);
        this.attemptThreads =
                new AttemptThreads(
                        attempts,
                        state,
                        reporter,
                        metrics,
                        new AttemptSpans(tracer, policy.id(), clock),
                        monotonicClock);
    }

    /**
     * How a runner is, for people.
     *
     * @param joined whether every pool that it serves by now knows it, and it is not fenced
     * @param starting the pools whose agents cannot be run yet
     * @param silence since its last heartbeat that arrived, for the pool that waited longest
     */
    public record Status(
            Holder holder,
            int slots,
            int busy,
            boolean joined,
            List<Pool> starting,
            boolean draining,
            Duration silence,
            String executor) {}

    public Status status() {
        return state.status(monotonicClock.nanos(), attempts.executorNames());
    }

    private RunnerDetails details(Pool pool) {
        return new RunnerDetails(
                policy.host(),
                Release.VERSION,
                attempts.openClawVersion(pool).orElse(null),
                List.of(RunnerDetails.LOGS, RunnerDetails.MODES),
                attempts.models(pool).orElse(null));
    }

    /** Does what the dispatcher says, if it says so to this session. */
    public void handle(ClaimMessage message) {
        if (!message.holder().runner().equals(policy.id())) {
            return;
        }
        switch (message) {
            case ClaimGranted granted -> named(granted.attempt(), () -> handleClaim(granted));
            case ClaimRevoked revoked -> named(revoked.attempt(), () -> state.revoke(revoked));
            case LogRequested requested -> logs.answer(requested);
            // Agents of this runner cannot delegate yet.
            case ClaimMessage.DelegationAnswered answered -> {}
            case ClaimMessage.DelegationEnded ended -> {}
            case HolderDrained drained -> state.orderExit(drained).ifPresent(reporter::draining);
            case HolderFenced fenced -> {
                if (state.isCurrent(fenced.holder())) {
                    fence(fenced.reason(), Set.of(fenced.pool()));
                }
            }
        }
    }

    private static void named(Attempt attempt, Runnable action) {
        TaskLog.name(attempt);
        try {
            action.run();
        } finally {
            TaskLog.clear();
        }
    }

    private void handleClaim(ClaimGranted claim) {
        ClaimDecision decision;
        try {
            decision = state.accept(claim, monotonicClock.nanos(), attemptThreads::start);
        } catch (RuntimeException | Error e) {
            // A machine full of processes has no thread for it.
            LOG.error("task {}: no agent can be started", claim.attempt(), e);
            giveBack(
                    claim,
                    "runner %s cannot start an agent: %s"
                            .formatted(policy.id(), AttemptResult.cause(e)));
            return;
        }
        switch (decision) {
            case ACCEPTED -> {
                LOG.info("task {} is taken", claim.attempt());
                if (state.acceptsNoMore()) {
                    reporter.draining(state.session());
                }
            }
            case DUPLICATE ->
                    LOG.info("task {} was claimed twice; once is enough", claim.attempt());
            case OTHER_SESSION -> LOG.debug("task {} is for {}", claim.attempt(), claim.holder());
            case NO_FREE_SLOT -> giveBack(claim, "runner " + policy.id() + " has no free slot");
            case DRAINING -> giveBack(claim, "runner " + policy.id() + " is shutting down");
            case SESSION_ENDED ->
                    fence(
                            "no heartbeat of it had arrived for too long when a claim came",
                            Set.of());
        }
    }

    private void giveBack(ClaimGranted claim, String reason) {
        LOG.warn("task {} is given back: {}", claim.attempt(), reason);
        metrics.refused();
        reporter.givenBack(claim, reason);
    }

    /** Claims may have been missed: this session cannot know what it holds. */
    public void claimsPositionLost(String reason) {
        fence(reason, Set.of());
    }

    private void fence(String reason, Set<Pool> fencedBy) {
        if (state.fence(reason, fencedBy)) {
            metrics.fenced();
        }
    }

    /** Ends an expired session, begins a new one after a fenced one, and leaves when it is time. */
    public void checkLease() {
        fenceIfExpired(monotonicClock.nanos());
        state.replaceFenced()
                .ifPresent(ended -> {
                    reporter.sendFarewell(ended, "its runner lost contact with the dispatcher");
                    sendHeartbeats();
                });
        if (state.startExit(monotonicClock.nanos())) {
            LOG.info("{} leaves: {}", policy.id(), state.exitReason());
            exitPolicy.exit().run();
        }
    }

    private void fenceIfExpired(long now) {
        if (state.isExpired(now)) {
            fence("no heartbeat of it has arrived for too long", Set.of());
        }
    }

    /** Sends heartbeats to all pools, and joins to those that do not know this session. */
    public void sendHeartbeats() {
        // The lease is checked first: after a suspend of the machine, a session that has expired
        // must not send a heartbeat.
        reporter.sendHeartbeats(monotonicClock, this::fenceIfExpired);
    }

    /**
     * Accepts no more, lets agents go on for a while, then gives back what is left and leaves. When
     * it returns, no agent and no thread of it is left.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void drain() throws InterruptedException {
        RunnerSession current = state.drain();
        reporter.draining(current);
        try {
            if (!state.awaitIdle(policy.drainTimeout())) {
                state.cancelAll(
                        FailureKind.LOST, "runner is shutting down", policy.killGrace(), false);
                if (!state.awaitIdle(policy.killGrace().plus(KILL_TIMEOUT))) {
                    LOG.error("agents are left that could not be stopped: {}", status());
                }
            }
            state.awaitDelivery(DELIVERY_TIMEOUT);
        } finally {
            reporter.sendFarewell(state.close(current), state.exitReason());
            attemptThreads.shutdown();
            logs.close();
            retries.shutdownNow();
        }
        attemptThreads.awaitTermination();
    }
}
