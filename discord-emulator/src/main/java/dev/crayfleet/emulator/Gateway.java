package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway: logins, resumes, heartbeats, and events for the sessions that they concern. Its
 * connections and sessions are guarded by the state's lock, under which it also receives events.
 */
final class Gateway {
    private static final long HEARTBEAT_INTERVAL_MS = 41_250;
    private static final Duration HEARTBEAT_TIMEOUT =
            Duration.ofMillis(HEARTBEAT_INTERVAL_MS * 3 / 2);
    private static final int MAX_CONNECTIONS = 1_000;

    private final EmulatorState state;
    private final GuildRenderer guild;
    private final GatewayPayloads payloads;
    private final FaultPlan faults;
    private final GatewaySessions sessions = new GatewaySessions();

    /** All open connections, with their session once they have logged in. */
    private final Map<GatewaySocket, Optional<GatewaySession>> sockets = new HashMap<>();

    /**
     * @param url where clients resume
     */
    Gateway(EmulatorState state, Renderers renderers, FaultPlan faults, String url) {
        this.state = state;
        this.guild = renderers.guild();
        this.payloads = new GatewayPayloads(state, renderers, url);
        this.faults = faults;
    }

    Instant now() {
        return state.now();
    }

    private void locked(Runnable action) {
        state.locked(() -> {
            action.run();
            return true;
        });
    }

    void opened(GatewaySocket socket) {
        boolean tooMany =
                state.locked(() -> {
                    sockets.put(socket, Optional.empty());
                    return sockets.size() > MAX_CONNECTIONS;
                });
        if (tooMany) {
            socket.close(4008, "Too many connections.");
            return;
        }
        socket.send(10, JsonTrees.object().put("heartbeat_interval", HEARTBEAT_INTERVAL_MS));
    }

    void closed(GatewaySocket socket) {
        locked(() -> {
            Optional<GatewaySession> session = sockets.remove(socket);
            if (session != null) {
                session.ifPresent(known -> known.detach(socket, now()));
            }
        });
    }

    void received(GatewaySocket socket, JsonNode payload) {
        JsonNode data = payload.path("d");
        switch (payload.path("op").asInt(-1)) {
            case 1 -> socket.send(11, null);
            case 2 -> locked(() -> identify(socket, data));
            case 6 -> locked(() -> resume(socket, data));
            case 8 -> locked(() -> sendMembers(socket, data));
            case 3, 4, 31, 43 -> {
                // Presence, voice and sounds, which the emulator does not have.
            }
            default -> socket.close(4001, "Unknown opcode.");
        }
    }

    private void identify(GatewaySocket socket, JsonNode data) {
        if (session(socket).isPresent()) {
            socket.close(4005, "Already authenticated.");
            return;
        }
        Optional<Account> account = account(data);
        if (account.isEmpty()) {
            socket.close(4004, "Authentication failed.");
            return;
        }
        boolean isBot = account.get().bot();
        long intents = isBot ? data.path("intents").asLong(-1) : Intents.ALL;
        if (intents < 0 || intents > Intents.ALL) {
            socket.close(4013, "Invalid intent(s).");
            return;
        }
        if (isBot && (intents & Intents.CONTENT) != 0 && faults.isContentIntentRefused()) {
            socket.close(4014, "Disallowed intent(s).");
            return;
        }
        JsonNode shard = data.path("shard");
        if (shard.size() == 2 && shard.get(0).asInt() >= shard.get(1).asInt()) {
            socket.close(4010, "Invalid shard.");
            return;
        }
        GatewaySession session = new GatewaySession(account.get(), intents);
        sessions.add(session, now());
        sockets.put(socket, Optional.of(session));
        session.attach(socket);
        boolean isMember = !isBot || !faults.isUninvited();
        session.dispatch("READY", payloads.ready(session, shard, isMember));
        // All guilds belong to shard 0.
        if (isMember && (shard.size() != 2 || shard.get(0).asInt() == 0)) {
            boolean isAvailable = !faults.isGuildUnavailable();
            state.guilds()
                    .all()
                    .forEach(each ->
                            session.dispatch(
                                    "GUILD_CREATE",
                                    isAvailable
                                            ? guild.guildCreate(each)
                                            : guild.unavailableGuild(each)));
        }
    }

    private Optional<Account> account(JsonNode data) {
        String token = data.path("token").asText("");
        String bare = token.startsWith("Bot ") ? token.substring(4) : token;
        return state.accountByAuthorization("Bot " + bare)
                .or(() -> state.accountByAuthorization(bare));
    }

    private void resume(GatewaySocket socket, JsonNode data) {
        Optional<Account> account = account(data);
        if (account.isEmpty()) {
            socket.close(4004, "Authentication failed.");
            return;
        }
        long lastSequence = data.path("seq").asLong();
        Optional<GatewaySession> session =
                sessions.find(data.path("session_id").asText())
                        .filter(found -> found.account().id() == account.get().id())
                        .filter(found -> found.canReplayAfter(lastSequence));
        if (session.isEmpty()) {
            socket.send(9, JsonNodeFactory.instance.booleanNode(false));
            return;
        }
        sockets.put(socket, session);
        session.get().replayAfter(lastSequence, socket);
        session.get().attach(socket);
        session.get().dispatch("RESUMED", JsonTrees.object());
    }

    private void sendMembers(GatewaySocket socket, JsonNode request) {
        Optional<GatewaySession> session = session(socket);
        if (session.isEmpty()) {
            socket.close(4003, "Not authenticated.");
            return;
        }
        session.get().dispatch("GUILD_MEMBERS_CHUNK", payloads.membersChunk(request));
    }

    private Optional<GatewaySession> session(GatewaySocket socket) {
        return sockets.getOrDefault(socket, Optional.empty());
    }

    /** The state calls this with its lock held. */
    void publish(GatewayEvent event) {
        sessions.publish(event);
    }

    /** Tells all sessions that the guilds have become available or unavailable. */
    void publishGuilds(boolean available) {
        locked(() ->
                state.guilds()
                        .all()
                        .forEach(each -> {
                            String event = available ? "GUILD_CREATE" : "GUILD_DELETE";
                            ObjectNode data =
                                    available
                                            ? guild.guildCreate(each)
                                            : guild.unavailableGuild(each);
                            publish(GatewayEvent.toAll(event, Intents.GUILDS, data));
                        }));
    }

    /** Closes connections that have sent nothing for longer than a heartbeat may be late. */
    void closeSilentConnections() {
        Instant oldest = now().minus(HEARTBEAT_TIMEOUT);
        for (GatewaySocket socket : connections()) {
            if (socket.lastReceivedAt().isBefore(oldest)) {
                socket.close(4009, "Session timed out.");
            }
        }
    }

    void disconnectBots() {
        connections().stream()
                .filter(socket -> !socket.isPage())
                .forEach(GatewaySocket::disconnect);
    }

    void removeBotSessions() {
        locked(sessions::removeBots);
    }

    void close() {
        connections().forEach(socket -> socket.close(1001, "The emulator stops."));
    }

    private List<GatewaySocket> connections() {
        return state.locked(() -> List.copyOf(sockets.keySet()));
    }
}
