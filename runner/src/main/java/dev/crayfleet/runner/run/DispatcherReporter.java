package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends all that a runner reports: heartbeats, how attempts go on and end, and that it leaves. */
final class DispatcherReporter {
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherReporter.class);
    private static final long RETRY_INTERVAL_SECONDS = 1;

    private final RunnerState state;
    private final Outbox outbox;
    private final Clock clock;
    private final ScheduledExecutorService retries;

    // Held while heartbeats or a farewell are made and sent, so that no heartbeat follows a
    // farewell.
    private final Object heartbeatLock = new Object();

    /**
     * @param retries where outcomes that did not arrive are sent again
     */
    DispatcherReporter(
            RunnerState state, Outbox outbox, Clock clock, ScheduledExecutorService retries) {
        this.state = state;
        this.outbox = outbox;
        this.clock = clock;
        this.retries = retries;
    }

    /**
     * Sends heartbeats to all pools, and joins to those that do not know this session.
     *
     * @param leaseCheck called with that clock's time before; nothing is sent between the two
     */
    void sendHeartbeats(MonotonicClock monotonicClock, LongConsumer leaseCheck) {
        synchronized (heartbeatLock) {
            long now = monotonicClock.nanos();
            leaseCheck.accept(now);
            state.nextHeartbeats(now, clock.instant())
                    .ifPresent(batch -> {
                        batch.heartbeats()
                                .forEach(message -> sendHeartbeat(batch.session(), now, message));
                        batch.progress().forEach(outbox::send);
                    });
        }
    }

    private void sendHeartbeat(RunnerSession session, long sentAt, RunMessage message) {
        outbox.send(message)
                .whenComplete((ok, failure) -> {
                    if (failure == null) {
                        state.heartbeatAcknowledged(session, message.pool(), sentAt);
                    } else {
                        LOG.warn(
                                "a heartbeat of {} for pool {} could not be written to Kafka: {}",
                                session.holder(),
                                message.pool(),
                                failure.toString());
                    }
                });
    }

    /** Gives back what a session still holds, and says that it is gone. */
    void sendFarewell(EndedSession ended, String reason) {
        List<RunMessage> messages = ended.farewell(reason, clock.instant());
        synchronized (heartbeatLock) {
            messages.forEach(outbox::send);
        }
    }

    void draining(RunnerSession session) {
        session.pools()
                .forEach(pool ->
                        outbox.send(new RunnerDraining(pool, session.holder(), clock.instant())));
    }

    void givenBack(ClaimGranted claim, String reason) {
        outbox.send(
                new RunFinished(
                        claim.pool(),
                        claim.holder(),
                        claim.attempt(),
                        RunOutcome.Failed.of(FailureKind.LOST, reason),
                        null,
                        clock.instant()));
    }

    void started(ClaimGranted claim, String agent, String executor) {
        outbox.send(
                new RunStarted(
                        claim.pool(),
                        claim.holder(),
                        claim.attempt(),
                        agent,
                        executor,
                        clock.instant()));
    }

    void finished(RunnerSession session, ClaimGranted claim, AttemptResult result) {
        sendUntilDelivered(
                session,
                new RunFinished(
                        claim.pool(),
                        claim.holder(),
                        claim.attempt(),
                        result.outcome(),
                        result.report(),
                        clock.instant()));
    }

    /** An outcome is sent until Kafka has it, or until the dispatcher ignores this session. */
    private void sendUntilDelivered(RunnerSession session, RunFinished message) {
        outbox.send(message)
                .whenComplete((ok, failure) -> {
                    if (failure == null) {
                        state.outcomeDelivered(session, message.attempt());
                        return;
                    }
                    boolean retry = state.canReport(session);
                    LOG.warn(
                            "task {}: its outcome could not be written to Kafka ({}); {}",
                            message.attempt(),
                            failure,
                            retry
                                    ? "it is sent again"
                                    : "it is dropped, because this session of the runner has ended");
                    if (retry) {
                        retries.schedule(
                                () -> sendUntilDelivered(session, message),
                                RETRY_INTERVAL_SECONDS,
                                TimeUnit.SECONDS);
                    }
                });
    }
}
