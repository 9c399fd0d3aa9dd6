package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.openclaw.Envelope;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt in a Gateway, from its session to its final answer.
 *
 * <pre>
 * session ─► requested ─► accepted ─► started ─► answered
 *                ▲ connection gone,      │
 *                └─ same process ────────┤  timeout, silence or cancellation:
 *                                        └─► aborted ─► answered, or given up
 * </pre>
 *
 * A Gateway that died has lost the run; the session is deleted before its next process resumes it.
 */
final class OpenClawGatewayRun {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayRun.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MIN_ABORT_TIMEOUT = Duration.ofSeconds(1);

    /** How often a run is requested again that is in flight for another connection. */
    private static final Duration IN_FLIGHT_INTERVAL = Duration.ofSeconds(2);

    private static final int MAX_SIGNALS = 100;

    private final OpenClawGatewayExecutorSettings settings;
    private final OpenClawGatewayLink link;
    private final Job job;
    private final CancellationToken cancellation;
    private final OutputLog log;
    private final RunEvents events;
    private final OpenClawGatewaySession session;
    private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(MAX_SIGNALS);
    private final RunDeadline deadline;
    private boolean accepted;
    private boolean inFlight;

    /** What wakes the attempt's thread. */
    private sealed interface Signal {
        record Answer(RunFrame frame) implements Signal {}

        record Started() implements Signal {}

        record Cancelled(CancellationToken.Request request) implements Signal {}
    }

    OpenClawGatewayRun(
            OpenClawGatewayExecutorSettings settings,
            OpenClawGatewayLink link,
            Job job,
            CancellationToken cancellation,
            Consumer<String> progress,
            OutputLog log) {
        this.settings = settings;
        this.link = link;
        this.job = job;
        this.cancellation = cancellation;
        this.log = log;
        OpenClawGatewayTimeouts timeouts = settings.timeouts();
        this.deadline =
                new RunDeadline(
                        System::nanoTime, job.timeout(), timeouts.startGrace(), timeouts.silence());
        this.events = new RunEvents(progress, log::writeLine, () -> signal(new Signal.Started()));
        this.session = new OpenClawGatewaySession(settings, job);
    }

    OpenClawGatewayRunResult await() throws InterruptedException {
        OpenClawGatewayConnection connection;
        try {
            connection = link.await(CALL_TIMEOUT, null, cancellation);
            job.registration().sessionOpened(session.key());
            link.use(session.key(), connection.bootId());
            session.create(connection, CALL_TIMEOUT, cancellation);
        } catch (OpenClawGatewayException e) {
            link.release(session.key());
            if (e.isUnsafe()) {
                discard();
            }
            return new OpenClawGatewayRunResult.Unanswered(failure(e));
        }
        var cancelled =
                cancellation.future().thenAccept(request -> signal(new Signal.Cancelled(request)));
        boolean settled = false;
        try {
            requestRun(connection);
            OpenClawGatewayRunResult result = follow(connection);
            settled = true;
            return result;
        } catch (OpenClawGatewayException e) {
            return new OpenClawGatewayRunResult.Unanswered(failure(e));
        } finally {
            cancelled.cancel(false);
            if (!settled) {
                discard();
            }
        }
    }

    /** Has the session deleted, and keeps its record until that is done: that may take long. */
    private void discard() {
        link.discard(session.key(), job.registration().retain());
    }

    /** What the attempt failed of, where the Gateway gave no final answer. */
    private Failed failure(OpenClawGatewayException e) {
        Failed overdue = findOverdue();
        return cancellation
                .requested()
                .map(request -> Failed.of(request.kind(), request.reason()))
                .orElseGet(() -> overdue == null ? e.failure() : overdue);
    }

    private void requestRun(OpenClawGatewayConnection connection) {
        session.requestRun(connection, events, frame -> signal(new Signal.Answer(frame)));
    }

    private OpenClawGatewayRunResult follow(OpenClawGatewayConnection first)
            throws OpenClawGatewayException, InterruptedException {
        OpenClawGatewayConnection connection = first;
        try {
            while (true) {
                switch (signals.poll(untilNextCheck().toNanos(), TimeUnit.NANOSECONDS)) {
                    case null -> {
                        Failed overdue = findOverdue();
                        if (overdue != null) {
                            return abort(connection, overdue, settings.timeouts().killGrace());
                        }
                        if (inFlight) {
                            inFlight = false;
                            requestRun(connection);
                        }
                    }
                    case Signal.Started started -> deadline.start();
                    case Signal.Cancelled(CancellationToken.Request request) -> {
                        return abort(
                                connection,
                                Failed.of(request.kind(), request.reason()),
                                request.grace());
                    }
                    case Signal.Answer(RunFrame frame) when frame.isFinal() -> {
                        link.release(session.key());
                        return result(connection, frame);
                    }
                    case Signal.Answer(RunFrame frame) when frame.isConnectionClosed() -> {
                        session.stopListening(connection);
                        connection = reconnect(connection);
                    }
                    case Signal.Answer(RunFrame frame) -> {
                        accepted = true;
                        inFlight = frame.isInFlight();
                    }
                }
            }
        } finally {
            session.stopListening(connection);
        }
    }

    private Duration untilNextCheck() {
        Duration left = deadline.untilNextCheck(events.silenceNanos());
        return inFlight && left.compareTo(IN_FLIGHT_INTERVAL) > 0 ? IN_FLIGHT_INTERVAL : left;
    }

    private OpenClawGatewayRunResult result(OpenClawGatewayConnection connection, RunFrame frame)
            throws InterruptedException {
        if (!frame.isOk() && !accepted) {
            return new OpenClawGatewayRunResult.Unanswered(frame.error().failure());
        }
        Envelope answer = withSpent(connection, frame);
        if (frame.isAborted()) {
            return new OpenClawGatewayRunResult.Answered(
                    answer,
                    "",
                    Failed.of(FailureKind.CANCELLED, "Somebody else ended it in the gateway."));
        }
        // The timeout of the agent may be answered as the failure of the tool that it stopped.
        boolean timedOut = answer.errors().payload() != null && deadline.reachedTimeout();
        return new OpenClawGatewayRunResult.Answered(
                answer, events.failureCode(), timedOut ? deadline.timedOut() : null);
    }

    /** A failed run has used tokens too, and its answer does not have them. */
    private Envelope withSpent(OpenClawGatewayConnection connection, RunFrame frame)
            throws InterruptedException {
        return OpenClawGatewayHistory.addSpent(connection, session.key(), frame.envelope());
    }

    /** Goes on with the same run over a new connection to the same process of the Gateway. */
    private OpenClawGatewayConnection reconnect(OpenClawGatewayConnection gone)
            throws OpenClawGatewayException, InterruptedException {
        log.writeLine("the connection to the gateway is gone");
        Duration left = deadline.left();
        OpenClawGatewayConnection next =
                link.await(
                        left.compareTo(RECONNECT_TIMEOUT) < 0 ? left : RECONNECT_TIMEOUT,
                        gone,
                        cancellation);
        if (!next.bootId().equals(gone.bootId())) {
            throw OpenClawGatewayException.ended();
        }
        requestRun(next);
        return next;
    }

    private @Nullable Failed findOverdue() {
        return deadline.findOverdue(events.silenceNanos(), events.retrying());
    }

    /** Aborts the run; if that is not confirmed in time, its session is deleted. */
    private OpenClawGatewayRunResult abort(
            OpenClawGatewayConnection connection, Failed reason, Duration grace)
            throws InterruptedException {
        Deadline end =
                Deadline.after(grace.compareTo(MIN_ABORT_TIMEOUT) > 0 ? grace : MIN_ABORT_TIMEOUT);
        try {
            session.abort(connection, end.remaining());
            Optional<RunFrame> last = awaitFinal(end);
            if (last.isPresent()) {
                link.release(session.key());
                return new OpenClawGatewayRunResult.Answered(
                        withSpent(connection, last.get()), events.failureCode(), reason);
            }
        } catch (OpenClawGatewayException e) {
            LOG.warn("task {}: its run could not be ended: {}", job.attempt(), e.sentence());
        }
        discard();
        return new OpenClawGatewayRunResult.Unanswered(reason);
    }

    private Optional<RunFrame> awaitFinal(Deadline end) throws InterruptedException {
        while (true) {
            Signal signal = signals.poll(end.remainingNanos(), TimeUnit.NANOSECONDS);
            if (signal == null) {
                return Optional.empty();
            }
            if (signal instanceof Signal.Answer(RunFrame frame) && frame.isFinal()) {
                return Optional.of(frame);
            }
        }
    }

    private void signal(Signal signal) {
        if (!signals.offer(signal)) {
            LOG.warn("task {}: more signals than can be", job.attempt());
        }
    }
}
