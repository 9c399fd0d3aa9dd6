package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a login hears, over one connection or several: events numbered from 1, the last of them kept
 * so that a resume can send them again. Guarded by the world's lock.
 */
final class GatewaySession {
    /** More than that missed, and the client must log in anew. */
    private static final int REPLAYED = 1_000;

    private record Sent(long sequence, String text) {}

    private final String id = Tokens.next("session-");
    private final Account account;
    private final long intents;
    private final Deque<Sent> sent = new ArrayDeque<>();
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

    /**
     * @return whether it was this one that it talked through
     */
    boolean detach(GatewaySocket oldSocket, Instant now) {
        if (socket != oldSocket) {
            return false;
        }
        socket = null;
        detachedAt = now;
        return true;
    }

    boolean isDetachedBefore(Instant limit) {
        return detachedAt.isBefore(limit);
    }

    boolean wants(GatewayEvent event) {
        Long only = event.only();
        return (only == null || only == account.id())
                && (event.intent() == Intents.NONE || (event.intent() & intents) != 0);
    }

    void dispatch(String name, JsonNode data) {
        sequence++;
        ObjectNode payload = JsonTrees.object().put("op", 0).put("t", name).put("s", sequence);
        payload.set("d", data);
        String text = JsonTrees.write(payload);
        sent.addLast(new Sent(sequence, text));
        if (sent.size() > REPLAYED) {
            sent.removeFirst();
        }
        if (socket != null) {
            socket.send(text);
        }
    }

    /**
     * @return whether everything after {@code seen} is still there
     */
    boolean canReplay(long seen) {
        long first = sent.isEmpty() ? sequence + 1 : sent.getFirst().sequence;
        return seen <= sequence && seen + 1 >= first;
    }

    void replay(long seen, GatewaySocket to) {
        for (Sent event : sent) {
            if (event.sequence > seen) {
                to.send(event.text);
            }
        }
    }
}
