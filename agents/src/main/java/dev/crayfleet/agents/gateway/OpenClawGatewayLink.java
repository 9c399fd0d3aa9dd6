package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Deadline;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one connection to a Gateway, for all attempts of a runner. A Gateway that was killed
 * resumes at its next start what it was doing: so after each connect, the sessions that belong to
 * no attempt any more are deleted before the connection is used. Owns its thread.
 */
final class OpenClawGatewayLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayLink.class);
    private static final Duration MIN_RETRY_DELAY = Duration.ofMillis(200);
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(5);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration AWAIT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** The Gateway sends a tick every 30 s. */
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(75);

    private final OpenClawGatewayHost host;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final SessionCleanup sessions = new SessionCleanup();
    private final Thread thread;

    // Guarded by this.
    private @Nullable OpenClawGatewayConnection current;
    private @Nullable OpenClawGatewayException failure;
    private String told = "";

    /**
     * @param name of the runner, for threads
     */
    OpenClawGatewayLink(OpenClawGatewayHost host, String name) {
        this.host = host;
        this.thread = Thread.ofPlatform().name(name + "-gateway").start(this::keepConnected);
    }

    /**
     * Waits for the connection.
     *
     * @param other what it must not be; absent for any
     * @param cancellation ends the waiting
     * @throws OpenClawGatewayException if there is none within the timeout, or cannot be
     */
    OpenClawGatewayConnection await(
            Duration timeout,
            @Nullable OpenClawGatewayConnection other,
            CancellationToken cancellation)
            throws OpenClawGatewayException, InterruptedException {
        var wakeUp = cancellation.future().thenRun(this::wake);
        try {
            return await(Deadline.after(timeout), other, cancellation, false);
        } finally {
            wakeUp.cancel(false);
        }
    }

    private synchronized OpenClawGatewayConnection await(
            Deadline deadline,
            @Nullable OpenClawGatewayConnection other,
            CancellationToken cancellation,
            boolean isStart)
            throws OpenClawGatewayException, InterruptedException {
        while (current == null || current == other) {
            if (other != null && hasEnded(other)) {
                throw OpenClawGatewayException.ended();
            }
            if (host.isMisconfigured()) {
                throw OpenClawGatewayException.misconfigured(host.problem());
            }
            if (failure != null && failure.isPermanent() && host.endpoint().isPresent()) {
                throw failure;
            }
            if (isStart && host.isFailingToStart()) {
                throw OpenClawGatewayException.closed(host.problem());
            }
            if (deadline.hasPassed()
                    || closing.getCount() == 0
                    || cancellation.requested().isPresent()) {
                throw failure == null || host.endpoint().isEmpty() ? notThere() : failure;
            }
            TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining(AWAIT_INTERVAL).toNanos());
        }
        return current;
    }

    private OpenClawGatewayException notThere() {
        String problem = host.problem();
        return OpenClawGatewayException.closed(
                problem.isEmpty() ? "it is not there yet" : "it is not there yet; " + problem);
    }

    /** Whether the process is gone that a connection led to, as far as that can be known. */
    private boolean hasEnded(OpenClawGatewayConnection connection) {
        return !host.endpoint().equals(Optional.of(connection.endpoint()));
    }

    private synchronized void wake() {
        notifyAll();
    }

    /**
     * Waits for the first connection.
     *
     * @throws OpenClawGatewayException if there is none within the timeout, or the Gateway ends
     *     again and again
     */
    OpenClawGatewayConnection awaitReady(Duration timeout)
            throws OpenClawGatewayException, InterruptedException {
        return await(Deadline.after(timeout), null, new CancellationToken(), true);
    }

    /** A session is in use in one process of the Gateway, and in no other. */
    void use(String sessionKey, String bootId) {
        sessions.use(sessionKey, bootId);
    }

    /** The run of a session has come to its end. */
    void release(String sessionKey) {
        sessions.release(sessionKey);
    }

    /**
     * Deletes a session that belongs to no attempt any more, as soon as the Gateway is there.
     *
     * @param done run when the Gateway has confirmed that
     */
    void discard(String sessionKey, Runnable done) {
        sessions.discard(sessionKey, done);
        OpenClawGatewayConnection connection;
        synchronized (this) {
            connection = current;
        }
        if (connection != null) {
            sessions.deleteLater(connection, sessionKey);
        }
    }

    private void keepConnected() {
        Duration delay = MIN_RETRY_DELAY;
        try {
            do {
                Optional<OpenClawGatewayEndpoint> endpoint = host.endpoint();
                if (endpoint.isEmpty() || runConnection(endpoint.get())) {
                    delay = MIN_RETRY_DELAY;
                } else {
                    delay = delay.multipliedBy(2);
                    delay = delay.compareTo(MAX_RETRY_DELAY) > 0 ? MAX_RETRY_DELAY : delay;
                }
            } while (!closing.await(delay.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the link ends", e);
        }
    }

    /** Opens one connection and follows it to its end; returns whether it could be opened. */
    private boolean runConnection(OpenClawGatewayEndpoint endpoint) throws InterruptedException {
        OpenClawGatewayConnection connection;
        try {
            connection = OpenClawGatewayConnection.open(client, endpoint, HANDSHAKE_TIMEOUT);
        } catch (OpenClawGatewayException e) {
            LOG.atLevel(recordFailure(e) ? Level.WARN : Level.DEBUG)
                    .log("no gateway at {}: {}", endpoint, e.sentence());
            return false;
        }
        sessions.deleteAll(connection, sessions.findStale(connection.bootId()));
        synchronized (this) {
            current = connection;
            failure = null;
            told = "";
            notifyAll();
        }
        LOG.info("connected to the gateway at {}", endpoint);
        try {
            LOG.warn("the gateway at {} is gone: {}", endpoint, awaitEnd(connection));
        } finally {
            connection.close("the runner leaves");
            synchronized (this) {
                current = null;
            }
        }
        return true;
    }

    /** Returns whether it is to be told: it is not while a Gateway starts, nor again and again. */
    private synchronized boolean recordFailure(OpenClawGatewayException e) {
        String message = String.valueOf(e.getMessage());
        boolean isTold = !host.isStarting() && !message.equals(told);
        failure = e;
        told = isTold ? message : told;
        return isTold;
    }

    /** Returns why the connection ended. */
    private String awaitEnd(OpenClawGatewayConnection connection) throws InterruptedException {
        while (true) {
            try {
                return connection.closed().get(CHECK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillOpen) {
                if (connection.silence().compareTo(SILENCE_TIMEOUT) > 0) {
                    connection.close("it said nothing for " + SILENCE_TIMEOUT.toSeconds() + " s");
                }
                // The Gateway may have been too busy to delete them before.
                sessions.findDiscarded().forEach(key -> sessions.deleteLater(connection, key));
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            if (current != null) {
                current.close("the runner leaves");
            }
            notifyAll();
        }
        thread.interrupt();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("the link to the gateway did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
