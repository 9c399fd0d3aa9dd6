package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.executor.Executor.Job;
import dev.crayfleet.agents.openclaw.Envelope;
import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt in a Gateway, from its session to its last answer.
 *
 * <pre>
 * session ─► asked ─► accepted ─► started ─► answered
 *              ▲ connection gone,   │
 *              └─ same life ────────┤  time over, silent, or somebody asks:
 *                                   └─► aborted ─► answered, or given up
 * </pre>
 *
 * A Gateway that died has lost the run; the session is deleted before its next life resumes it.
 */
final class GatewayRun {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayRun.class);
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final Duration RECONNECT = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final GatewayExecutor.Settings settings;
    private final GatewayLink link;
    private final Job job;
    private final CancellationToken stop;
    private final OutputLog log;
    private final RunEvents events;
    private final String key;
    private final String runId = UUID.randomUUID().toString();
    private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(100);
    private final RunDeadline clock;
    private boolean accepted;
    private boolean inFlight;

    /** What wakes the attempt's thread. */
    private sealed interface Signal {
        record Frame(JsonNode frame) implements Signal {}

        record Started() implements Signal {}

        record Stopped(CancellationToken.Request request) implements Signal {}
    }

    /** How it ended. */
    sealed interface Ended {
        /** It was never answered. */
        record Without(Failed why) implements Ended {}

        /**
         * @param failure OpenClaw's word for what failed, or empty
         * @param cut why it was ended from here; absent where it ended by itself
         */
        record Answered(Envelope said, String failure, @Nullable Failed cut) implements Ended {}
    }

    GatewayRun(
            GatewayExecutor.Settings settings,
            GatewayLink link,
            Job job,
            CancellationToken stop,
            Consumer<String> progress,
            OutputLog log) {
        this.settings = settings;
        this.link = link;
        this.job = job;
        this.stop = stop;
        this.log = log;
        this.clock =
                new RunDeadline(
                        System::nanoTime, job.timeout(), settings.startGrace(), settings.silence());
        this.events = new RunEvents(progress, this::line, () -> offer(new Signal.Started()));
        this.key = sessionKey(settings.agent(), job.workspace().agent());
    }

    static String sessionKey(String agent, String workspace) {
        return "agent:%s:crayfleet-%s".formatted(agent, workspace);
    }

    Ended await() throws InterruptedException {
        GatewayConnection connection;
        try {
            connection = link.await(CALL, null, stop);
            job.note().runsIn(key);
            link.holds(key, connection.bootId());
            session(connection);
        } catch (GatewayException e) {
            link.release(key);
            if (e.isUnsafe()) {
                discard();
            }
            return new Ended.Without(why(e));
        }
        var listening = stop.future().thenAccept(request -> offer(new Signal.Stopped(request)));
        boolean settled = false;
        try {
            ask(connection);
            Ended ended = follow(connection);
            settled = true;
            return ended;
        } catch (GatewayException e) {
            return new Ended.Without(why(e));
        } finally {
            listening.cancel(false);
            if (!settled) {
                discard();
            }
        }
    }

    /** Who knows of it is to know until it is done: the Gateway may be away for long. */
    private void discard() {
        link.discard(key, job.note().owes());
    }

    /** What ended it, where that was not the Gateway. */
    private Failed why(GatewayException e) {
        Failed overdue = overdue();
        return stop.requested()
                .map(request -> Failed.of(request.kind(), request.reason()))
                .orElseGet(() -> overdue == null ? refused(e) : overdue);
    }

    private void session(GatewayConnection connection)
            throws GatewayException, InterruptedException {
        ObjectNode params = GatewayConnection.object().put("key", key);
        params.put("agentId", settings.agent());
        params.put("cwd", job.workspace().task().toString());
        params.put("permissionMode", settings.restricted() ? "guarded" : "full");
        if (job.plan().modelAsked() != null) {
            params.put("model", job.plan().modelAsked());
        }
        if (job.plan().thinkingSaid()) {
            params.put("thinkingLevel", job.plan().thinking().word());
        }
        connection.call("sessions.create", params, CALL, stop);
        if (settings.restricted()) {
            RestrictedTools.check(connection, key, settings.agent(), stop);
        }
    }

    private void ask(GatewayConnection connection) {
        connection.listen(runId, events::accept);
        ObjectNode params = GatewayConnection.object().put("idempotencyKey", runId);
        params.put("sessionKey", key).put("message", job.prompt()).put("deliver", false);
        params.put("timeout", Math.max(1, job.timeout().toSeconds()));
        connection.run(params, frame -> offer(new Signal.Frame(frame)));
    }

    private Ended follow(GatewayConnection first) throws GatewayException, InterruptedException {
        GatewayConnection connection = first;
        try {
            while (true) {
                Signal signal = signals.poll(patience().toNanos(), TimeUnit.NANOSECONDS);
                switch (signal) {
                    case null -> {
                        Failed cut = overdue();
                        if (cut != null) {
                            return abort(connection, cut, settings.killGrace());
                        }
                        if (inFlight) {
                            inFlight = false;
                            ask(connection);
                        }
                    }
                    case Signal.Started is -> clock.starts();
                    case Signal.Stopped(CancellationToken.Request request) -> {
                        return abort(
                                connection,
                                Failed.of(request.kind(), request.reason()),
                                request.grace());
                    }
                    case Signal.Frame(JsonNode frame) -> {
                        if (isFinal(frame)) {
                            link.release(key);
                            return answered(connection, frame);
                        }
                        if (isClosed(frame)) {
                            connection.unlisten(runId);
                            connection = again(connection);
                        } else {
                            accepted = true;
                            inFlight = status(frame).equals("in_flight");
                        }
                    }
                }
            }
        } finally {
            connection.unlisten(runId);
        }
    }

    /** Until the next look at it. */
    private Duration patience() {
        Duration left = clock.patience(events.silence());
        return inFlight && left.compareTo(AGAIN) > 0 ? AGAIN : left;
    }

    private Ended answered(GatewayConnection connection, JsonNode frame)
            throws InterruptedException {
        boolean ok = frame.path("ok").asBoolean(false);
        if (!ok && !accepted) {
            return new Ended.Without(refused(GatewayException.of(frame.path("error"))));
        }
        // A failed run has spent something too, and does not say so.
        Envelope said = GatewayHistory.spent(connection, key, Envelope.ofGateway(frame));
        if (frame.path("payload").path("stopReason").asText().equals("rpc")) {
            return new Ended.Answered(
                    said,
                    "",
                    Failed.of(FailureKind.CANCELLED, "Somebody else ended it in the gateway."));
        }
        // A tool that was cut off with the agent's time is told as one that failed.
        boolean cutOff = said.payloadError() != null && clock.hadItsTime();
        return new Ended.Answered(said, events.failure(), cutOff ? clock.outOfTime() : null);
    }

    /** The same run, over a new connection to the same life of the Gateway. */
    private GatewayConnection again(GatewayConnection gone)
            throws GatewayException, InterruptedException {
        line("the connection to the gateway is gone");
        Duration left = clock.left().compareTo(RECONNECT) < 0 ? clock.left() : RECONNECT;
        GatewayConnection next = link.await(left, gone, stop);
        if (!next.bootId().equals(gone.bootId())) {
            throw GatewayException.closed("it died in the middle of the task and was started anew");
        }
        ask(next);
        return next;
    }

    private @Nullable Failed overdue() {
        return clock.overdue(events.silence(), events.retrying());
    }

    /** Ends the run; if that is not confirmed in time, its session is deleted. */
    private Ended abort(GatewayConnection connection, Failed why, Duration grace)
            throws InterruptedException {
        long end = System.nanoTime() + Math.max(grace.toNanos(), TimeUnit.SECONDS.toNanos(1));
        try {
            ObjectNode which = GatewayConnection.object().put("key", key).put("runId", runId);
            connection.call("sessions.abort", which, Duration.ofNanos(end - System.nanoTime()));
            while (true) {
                Signal signal =
                        signals.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (signal == null) {
                    break;
                }
                if (signal instanceof Signal.Frame(JsonNode frame) && isFinal(frame)) {
                    link.release(key);
                    return new Ended.Answered(
                            GatewayHistory.spent(connection, key, Envelope.ofGateway(frame)),
                            events.failure(),
                            why);
                }
            }
        } catch (GatewayException e) {
            LOG.warn("task {}: its run could not be ended: {}", job.attempt(), e.sentence());
        }
        discard();
        return new Ended.Without(why);
    }

    private static boolean isClosed(JsonNode frame) {
        return frame.path("error").path("code").asText().equals(GatewayException.CLOSED);
    }

    private static boolean isFinal(JsonNode frame) {
        return !isClosed(frame)
                && !status(frame).equals("accepted")
                && !status(frame).equals("in_flight");
    }

    private static String status(JsonNode frame) {
        return frame.path("payload").path("status").asText();
    }

    private static Failed refused(GatewayException e) {
        String sentence = "OpenClaw's gateway: " + e.sentence();
        return FailureClassifier.byWords(String.valueOf(e.getMessage()), Instant.now())
                .filter(known -> !e.isClosed())
                .orElseGet(() ->
                        e.permanent()
                                ? Failed.of(FailureKind.PERMANENT, sentence)
                                : FailureClassifier.passing(sentence));
    }

    private void offer(Signal signal) {
        if (!signals.offer(signal)) {
            LOG.warn("task {}: more signals than can be", job.attempt());
        }
    }

    private void line(String text) {
        log.line(text);
    }
}
