package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A login and its events, over one connection or several. Events are numbered from 1, and the last
 * ones are kept so that a resume can send them again. Guarded by the state's lock.
 */
final class GatewaySession {
    /** A client that has missed more must log in again. */
    private static final int MAX_REPLAYED_EVENTS = 1_000;

    private record SentEvent(long sequence, String text) {}

    private final String id = Tokens.random("session-");
    private final Account account;
    private final long intents;
    private final Deque<SentEvent> sentEvents = new ArrayDeque<>();
    private long sequence;
    private @Nullable GatewaySocket socket;
    private Instant detachedAt = Instant.MAX;

    GatewaySession(Account account, long intents) {
        this.account = account;
        this.intents = intents;
    }

    String id() {
        return id;
    }

    Account account() {
        return account;
    }

    Viewer viewer() {
        return new Viewer(account.id(), (intents & Intents.CONTENT) != 0);
    }

    void attach(GatewaySocket newSocket) {
        if (socket != null && socket != newSocket) {
            socket.close(4000, "Resumed elsewhere.");
        }
        socket = newSocket;
        detachedAt = Instant.MAX;
    }

    /** Does nothing if the session has another socket by now. */
    void detach(GatewaySocket oldSocket, Instant now) {
        if (socket == oldSocket) {
            socket = null;
            detachedAt = now;
        }
    }

    boolean isDetachedBefore(Instant time) {
        return detachedAt.isBefore(time);
    }

    boolean accepts(GatewayEvent event) {
        Long recipient = event.recipient();
        return (recipient == null || recipient == account.id())
                && (event.intent() == Intents.NONE || (event.intent() & intents) != 0);
    }

    void dispatch(String name, JsonNode data) {
        sequence++;
        ObjectNode payload = JsonTrees.object().put("op", 0).put("t", name).put("s", sequence);
        payload.set("d", data);
        String text = JsonTrees.write(payload);
        sentEvents.addLast(new SentEvent(sequence, text));
        if (sentEvents.size() > MAX_REPLAYED_EVENTS) {
            sentEvents.removeFirst();
        }
        if (socket != null) {
            socket.send(text);
        }
    }

    /**
     * @param lastSequence the last event that the client has
     * @return whether all later events are still kept
     */
    boolean canReplayAfter(long lastSequence) {
        long first = sentEvents.isEmpty() ? sequence + 1 : sentEvents.getFirst().sequence;
        return lastSequence <= sequence && lastSequence + 1 >= first;
    }

    void replayAfter(long lastSequence, GatewaySocket target) {
        for (SentEvent event : sentEvents) {
            if (event.sequence > lastSequence) {
                target.send(event.text);
            }
        }
    }
}
