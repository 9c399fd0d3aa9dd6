package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the Gateway sessions of a runner's attempts, and deletes those that belong to no attempt
 * any more. Safe for use by many threads.
 */
final class SessionCleanup {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCleanup.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_TRIES = 5;

    /** The boot id of a session that is to be deleted wherever it is. */
    private static final String DISCARDED = "";

    /** Sessions with the boot id of the Gateway's process that they run in. Guarded by this. */
    private final Map<String, String> bootIds = new LinkedHashMap<>();

    /** Guarded by this. */
    private final Map<String, Runnable> onDeleted = new HashMap<>();

    private final Set<Deletion> deletions = ConcurrentHashMap.newKeySet();

    private record Deletion(OpenClawGatewayConnection connection, String key) {}

    /** A session is in use in one process of the Gateway, and in no other. */
    synchronized void use(String key, String bootId) {
        bootIds.put(key, bootId);
    }

    /** The run of a session has come to its end. */
    synchronized void release(String key) {
        bootIds.remove(key);
    }

    /**
     * Marks a session as one to be deleted.
     *
     * @param done run when the Gateway has confirmed that
     */
    synchronized void discard(String key, Runnable done) {
        onDeleted.put(key, done);
        bootIds.put(key, DISCARDED);
    }

    /** Sessions that do not belong into a process of the Gateway, which would resume them. */
    synchronized List<String> findStale(String bootId) {
        return bootIds.entrySet().stream()
                .filter(each -> !each.getValue().equals(bootId))
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized List<String> findDiscarded() {
        return bootIds.entrySet().stream()
                .filter(each -> each.getValue().equals(DISCARDED))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Starts to delete a session and does not wait for that. */
    void deleteLater(OpenClawGatewayConnection connection, String key) {
        Thread.ofVirtual().name("gateway-discard").start(() -> deleteAll(connection, List.of(key)));
    }

    /**
     * Deletes sessions at the same time: the Gateway takes seconds for each, and resumes them a few
     * seconds after its start.
     */
    void deleteAll(OpenClawGatewayConnection connection, List<String> keys) {
        List<Thread> threads =
                keys.stream()
                        .map(key ->
                                Thread.ofVirtual()
                                        .name("gateway-delete-" + key)
                                        .start(() -> delete(connection, key)))
                        .toList();
        try {
            for (Thread each : threads) {
                each.join(CALL_TIMEOUT.multipliedBy(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete(OpenClawGatewayConnection connection, String key) {
        Deletion deletion = new Deletion(connection, key);
        if (!deletions.add(deletion)) {
            return;
        }
        try {
            for (int i = 0; i < MAX_TRIES; i++) {
                if (tryDelete(connection, key)) {
                    LOG.info("the gateway's session {} is deleted: it is no attempt's", key);
                    confirmDeleted(key);
                    return;
                }
            }
            LOG.warn("the gateway's session {} cannot be deleted", key);
        } catch (OpenClawGatewayException e) {
            LOG.warn("the gateway's session {} cannot be deleted: {}", key, e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            deletions.remove(deletion);
        }
    }

    private static boolean tryDelete(OpenClawGatewayConnection connection, String key)
            throws OpenClawGatewayException, InterruptedException {
        ObjectNode session = OpenClawGatewayConnection.object().put("key", key);
        connection.call("sessions.abort", session.deepCopy(), CALL_TIMEOUT);
        connection.call(
                "sessions.delete", session.deepCopy().put("deleteTranscript", true), CALL_TIMEOUT);
        return connection.call("sessions.describe", session, CALL_TIMEOUT).path("session").isNull();
    }

    private void confirmDeleted(String key) {
        Runnable done;
        synchronized (this) {
            release(key);
            done = onDeleted.remove(key);
        }
        if (done != null) {
            done.run();
        }
    }
}
