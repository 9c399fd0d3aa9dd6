package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.process.CancellationToken;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to a Gateway, for all attempts of a runner. A Gateway that was killed goes
 * on by itself, at its next start, with what it was doing: so whoever finds a new life of it first
 * deletes the sessions that belong to no attempt any more, and only then is the connection used.
 * Owns its thread.
 */
final class GatewayLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLink.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration DELETION = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final int TRIES = 5;

    /** The life of the Gateway that a session is in which is to be deleted. */
    private static final String NOBODYS = "";

    /** The Gateway ticks every 30 s. */
    private static final Duration DEAD = Duration.ofSeconds(75);

    private final GatewayExecutor.Host host;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private final Set<Deletion> deleting = ConcurrentHashMap.newKeySet();

    // Guarded by this. Sessions of attempts, with the life of the Gateway they run in.
    private final Map<String, String> sessions = new LinkedHashMap<>();
    private final Map<String, Runnable> whenDeleted = new HashMap<>();
    private @Nullable GatewayConnection current;
    private @Nullable GatewayException failure;

    private record Deletion(GatewayConnection connection, String key) {}

    GatewayLink(GatewayExecutor.Host host, String name) {
        this.host = host;
        this.thread = Thread.ofPlatform().name(name + "-gateway").start(this::keep);
    }

    /**
     * The connection, as soon as there is one.
     *
     * @param other what it must not be; absent for any
     * @param stop ends the waiting
     * @throws GatewayException if there is none within the limit, or cannot be
     */
    GatewayConnection await(
            Duration limit, @Nullable GatewayConnection other, CancellationToken stop)
            throws GatewayException, InterruptedException {
        var listening = stop.future().thenRun(this::wake);
        try {
            return await(System.nanoTime() + limit.toNanos(), other, stop);
        } finally {
            listening.cancel(false);
        }
    }

    private synchronized GatewayConnection await(
            long until, @Nullable GatewayConnection other, CancellationToken stop)
            throws GatewayException, InterruptedException {
        while (current == null || current == other) {
            long left = until - System.nanoTime();
            if (host.misconfigured()) {
                throw GatewayException.misconfigured(host.problem());
            }
            if (failure != null && failure.permanent() && host.endpoint().isPresent()) {
                throw failure;
            }
            if (left <= 0 || closing.getCount() == 0 || stop.requested().isPresent()) {
                throw failure == null || host.endpoint().isEmpty()
                        ? GatewayException.closed("it is not there yet; " + host.problem())
                        : failure;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, GLANCE.toNanos()));
        }
        return current;
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** Waits for the first connection. */
    void awaitReady(Duration limit) throws GatewayException, InterruptedException {
        await(limit, null, new CancellationToken());
    }

    /** A session is in use, in this life of the Gateway and no other. */
    synchronized void holds(String key, String bootId) {
        sessions.put(key, bootId);
    }

    /** The run of a session has come to its end. */
    synchronized void release(String key) {
        sessions.remove(key);
    }

    /**
     * What runs in a session is nobody's any more: it is ended as soon as the Gateway is there.
     *
     * @param done run when the Gateway has confirmed it
     */
    void discard(String key, Runnable done) {
        synchronized (this) {
            whenDeleted.put(key, done);
        }
        discard(key);
    }

    private void discard(String key) {
        GatewayConnection there;
        synchronized (this) {
            sessions.put(key, NOBODYS);
            there = current;
        }
        if (there != null) {
            Thread.ofVirtual().name("gateway-discard").start(() -> delete(there, List.of(key)));
        }
    }

    private void keep() {
        Duration wait = FIRST_WAIT;
        try {
            do {
                Optional<GatewayEndpoint> there = host.endpoint();
                if (there.isEmpty() || connect(there.get())) {
                    wait = FIRST_WAIT;
                } else {
                    wait = wait.multipliedBy(2);
                    wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
                }
            } while (!closing.await(wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.debug("the link ends", e);
        }
    }

    /** One connection from its beginning to its end. */
    private boolean connect(GatewayEndpoint there) throws InterruptedException {
        GatewayConnection connection;
        try {
            connection = GatewayConnection.open(client, there, HANDSHAKE);
        } catch (GatewayException e) {
            boolean news = failed(e);
            LOG.atLevel(news ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
                    .log("no gateway at {}: {}", there, e.sentence());
            return false;
        }
        delete(connection, stale(connection.bootId()));
        synchronized (this) {
            current = connection;
            failure = null;
            notifyAll();
        }
        LOG.info("connected to the gateway at {}", there);
        try {
            LOG.warn("the gateway at {} is gone: {}", there, awaitEnd(connection));
        } finally {
            connection.close("the runner leaves");
            synchronized (this) {
                current = null;
            }
        }
        return true;
    }

    private synchronized boolean failed(GatewayException e) {
        boolean news =
                failure == null || !String.valueOf(failure.getMessage()).equals(e.getMessage());
        failure = e;
        return news;
    }

    private String awaitEnd(GatewayConnection connection) throws InterruptedException {
        while (true) {
            try {
                return connection.closed().get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillThere) {
                if (connection.silence().compareTo(DEAD) > 0) {
                    connection.close("it said nothing for " + DEAD.toSeconds() + " s");
                }
                // It may have been too busy to do so when it was told.
                discarded().forEach(this::discard);
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private synchronized List<String> stale(String bootId) {
        List<String> stale = new ArrayList<>();
        sessions.forEach((key, life) -> {
            if (!life.equals(bootId)) {
                stale.add(key);
            }
        });
        return stale;
    }

    private synchronized List<String> discarded() {
        return sessions.entrySet().stream()
                .filter(each -> each.getValue().equals(NOBODYS))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All at once: the Gateway needs seconds for each, and resumes them after a few. */
    private void delete(GatewayConnection connection, List<String> keys) {
        List<Thread> threads =
                keys.stream()
                        .map(key ->
                                Thread.ofVirtual()
                                        .name("gateway-delete-" + key)
                                        .start(() -> delete(connection, key)))
                        .toList();
        try {
            for (Thread each : threads) {
                each.join(DELETION.multipliedBy(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete(GatewayConnection connection, String key) {
        Deletion mine = new Deletion(connection, key);
        if (!deleting.add(mine)) {
            return;
        }
        try {
            for (int i = 0; i < TRIES; i++) {
                ObjectNode which = GatewayConnection.object().put("key", key);
                connection.call("sessions.abort", which.deepCopy(), DELETION);
                connection.call(
                        "sessions.delete",
                        which.deepCopy().put("deleteTranscript", true),
                        DELETION);
                if (connection
                        .call("sessions.describe", which, DELETION)
                        .path("session")
                        .isNull()) {
                    LOG.info("the gateway's session {} is deleted: it is no attempt's", key);
                    deleted(key);
                    return;
                }
            }
            LOG.warn("the gateway's session {} cannot be deleted", key);
        } catch (GatewayException e) {
            LOG.warn("the gateway's session {} cannot be deleted: {}", key, e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            deleting.remove(mine);
        }
    }

    private void deleted(String key) {
        Runnable done;
        synchronized (this) {
            release(key);
            done = whenDeleted.remove(key);
        }
        if (done != null) {
            done.run();
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
            if (!thread.join(Duration.ofSeconds(5))) {
                LOG.warn("the link to the gateway did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
