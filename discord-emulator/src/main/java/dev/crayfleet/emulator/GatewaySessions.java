package dev.crayfleet.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All sessions that have a connection or can be resumed. Guarded by the state's lock. */
final class GatewaySessions {
    private static final Duration RESUME_TIMEOUT = Duration.ofMinutes(5);
    private static final int MAX_SESSIONS = 1_000;

    /** Oldest first. */
    private final Map<String, GatewaySession> byId = new LinkedHashMap<>();

    /** Adds a session, after those that can no longer be resumed are removed. */
    void add(GatewaySession session, Instant now) {
        Instant oldest = now.minus(RESUME_TIMEOUT);
        byId.values().removeIf(other -> other.isDetachedBefore(oldest));
        while (byId.size() >= MAX_SESSIONS) {
            byId.remove(byId.keySet().iterator().next());
        }
        byId.put(session.id(), session);
    }

    Optional<GatewaySession> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Dispatches an event to the sessions that it concerns. */
    void publish(GatewayEvent event) {
        for (GatewaySession session : byId.values()) {
            if (session.accepts(event)) {
                session.dispatch(event.name(), event.data().apply(session.viewer()));
            }
        }
    }

    void removeBots() {
        byId.values().removeIf(session -> session.account().bot());
    }
}
