package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The WebSocket half: logins, resumes, heartbeats, and events to whom they concern. Its maps are
 * guarded by the world's lock, under which it also hears of events.
 */
final class Gateway {
    static final long HEARTBEAT_MILLIS = 41_250;
    private static final Duration SILENT = Duration.ofMillis(HEARTBEAT_MILLIS * 3 / 2);
    private static final Duration RESUMABLE = Duration.ofMinutes(5);
    private static final int SESSIONS = 1_000;
    private static final int CONNECTIONS = 1_000;

    private final EmulatorState world;
    private final Render render;
    private final GuildRender guild;
    private final Faults faults;
    private final String url;
    private final Map<GatewaySocket, Optional<GatewaySession>> sockets = new HashMap<>();
    private final Map<String, GatewaySession> sessions = new LinkedHashMap<>();

    Gateway(EmulatorState world, Render render, Faults faults, String url) {
        this.world = world;
        this.render = render;
        this.guild = new GuildRender(world, render);
        this.faults = faults;
        this.url = url;
    }

    Instant now() {
        return world.now();
    }

    void opened(GatewaySocket socket) {
        boolean full =
                world.locked(() -> {
                    sockets.put(socket, Optional.empty());
                    return sockets.size() > CONNECTIONS;
                });
        if (full) {
            socket.close(4008, "Too many connections.");
            return;
        }
        socket.send(10, JsonTrees.object().put("heartbeat_interval", HEARTBEAT_MILLIS));
    }

    void closed(GatewaySocket socket) {
        world.locked(() -> {
            Optional<GatewaySession> session = sockets.remove(socket);
            if (session != null) {
                session.ifPresent(known -> known.detach(socket, now()));
            }
            return true;
        });
    }

    /** Tells everybody whom it concerns; the world calls it with its lock held. */
    void publish(GatewayEvent event) {
        for (GatewaySession session : sessions.values()) {
            if (session.wants(event)) {
                session.dispatch(event.name(), event.data().apply(session.viewer()));
            }
        }
    }

    void received(GatewaySocket socket, JsonNode payload) {
        JsonNode data = payload.path("d");
        switch (payload.path("op").asInt(-1)) {
            case 1 -> socket.send(11, null);
            case 2 -> locked(() -> identify(socket, data));
            case 6 -> locked(() -> resume(socket, data));
            case 8 -> locked(() -> members(socket, data));
            case 3, 4, 31, 43 -> {
                // Presence, voice, sounds: nothing of that is here.
            }
            default -> socket.close(4001, "Unknown opcode.");
        }
    }

    private void locked(Runnable action) {
        world.locked(() -> {
            action.run();
            return true;
        });
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
        boolean bot = account.get().bot();
        long intents = bot ? data.path("intents").asLong(-1) : Intents.ALL;
        if (intents < 0 || intents > Intents.ALL) {
            socket.close(4013, "Invalid intent(s).");
            return;
        }
        if (bot && (intents & Intents.CONTENT) != 0 && faults.isContentIntentRefused()) {
            socket.close(4014, "Disallowed intent(s).");
            return;
        }
        JsonNode shard = data.path("shard");
        if (shard.size() == 2 && shard.get(0).asInt() >= shard.get(1).asInt()) {
            socket.close(4010, "Invalid shard.");
            return;
        }
        forgetOld();
        GatewaySession session = new GatewaySession(account.get(), intents);
        sessions.put(session.id(), session);
        sockets.put(socket, Optional.of(session));
        session.attach(socket);
        session.dispatch("READY", ready(session, shard));
        // The one guild is all on shard 0.
        if (shard.size() != 2 || shard.get(0).asInt() == 0) {
            session.dispatch(
                    "GUILD_CREATE",
                    faults.isGuildUnavailable() ? unavailable() : guild.guildCreate());
        }
    }

    private ObjectNode unavailable() {
        return JsonTrees.object()
                .put("id", Long.toString(world.guild().id()))
                .put("unavailable", true);
    }

    /** Tells all that the guild has gone, or has come back. */
    void guildIsThere(boolean there) {
        locked(() ->
                publish(
                        there
                                ? GatewayEvent.toAll(
                                        "GUILD_CREATE", Intents.GUILDS, guild.guildCreate())
                                : GatewayEvent.toAll(
                                        "GUILD_DELETE", Intents.GUILDS, unavailable())));
    }

    private Optional<Account> account(JsonNode data) {
        String token = data.path("token").asText("");
        String bare = token.startsWith("Bot ") ? token.substring(4) : token;
        return world.login("Bot " + bare).or(() -> world.login(bare));
    }

    private ObjectNode ready(GatewaySession session, JsonNode shard) {
        Account account = session.account();
        ObjectNode ready = JsonTrees.object();
        ready.put("v", 10)
                .put("session_id", session.id())
                .put("session_type", "normal")
                .put("resume_gateway_url", url);
        ready.set("user", render.self(account));
        ready.putArray("guilds")
                .addObject()
                .put("id", Long.toString(world.guild().id()))
                .put("unavailable", true);
        ready.putObject("application").put("id", Long.toString(account.id())).put("flags", 1 << 19);
        if (shard.size() == 2) {
            ready.set("shard", shard);
        }
        ready.putObject("user_settings");
        for (String none : new String[] {"private_channels", "relationships", "presences"}) {
            ready.putArray(none);
        }
        ready.putArray("geo_ordered_rtc_regions");
        return ready;
    }

    private void resume(GatewaySocket socket, JsonNode data) {
        GatewaySession session = sessions.get(data.path("session_id").asText());
        long seen = data.path("seq").asLong();
        Optional<Account> account = account(data);
        if (account.isEmpty()) {
            socket.close(4004, "Authentication failed.");
            return;
        }
        if (session == null
                || session.account().id() != account.get().id()
                || !session.canReplay(seen)) {
            socket.send(9, JsonNodeFactory.instance.booleanNode(false));
            return;
        }
        sockets.put(socket, Optional.of(session));
        session.replay(seen, socket);
        session.attach(socket);
        session.dispatch("RESUMED", JsonTrees.object());
    }

    private void members(GatewaySocket socket, JsonNode data) {
        Optional<GatewaySession> session = session(socket);
        if (session.isEmpty()) {
            socket.close(4003, "Not authenticated.");
            return;
        }
        List<String> wanted = new ArrayList<>();
        JsonNode ids = data.path("user_ids");
        (ids.isArray() ? ids : JsonTrees.array().add(ids)).forEach(id -> wanted.add(id.asText()));
        boolean byId = data.has("user_ids");
        String prefix = data.path("query").asText("");
        ObjectNode chunk = JsonTrees.object();
        chunk.put("guild_id", Long.toString(world.guild().id()))
                .put("chunk_index", 0)
                .put("chunk_count", 1);
        if (data.hasNonNull("nonce")) {
            chunk.set("nonce", data.get("nonce"));
        }
        ArrayNode members = chunk.putArray("members");
        chunk.putArray("not_found");
        for (Account account : world.accounts()) {
            boolean fits =
                    byId
                            ? wanted.contains(Long.toString(account.id()))
                            : account.name().startsWith(prefix);
            if (fits) {
                members.add(render.member(account, true));
            }
        }
        session.get().dispatch("GUILD_MEMBERS_CHUNK", chunk);
    }

    private Optional<GatewaySession> session(GatewaySocket socket) {
        return sockets.getOrDefault(socket, Optional.empty());
    }

    private void forgetOld() {
        Instant limit = now().minus(RESUMABLE);
        sessions.values().removeIf(session -> session.isDetachedBefore(limit));
        while (sessions.size() >= SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }

    /** Closes connections that have been silent for longer than a heartbeat may be late. */
    void closeZombies() {
        Instant limit = now().minus(SILENT);
        for (GatewaySocket socket : connections()) {
            if (socket.heardAt().isBefore(limit)) {
                socket.close(4009, "Session timed out.");
            }
        }
    }

    void dropBots() {
        connections().stream().filter(socket -> !socket.isPage()).forEach(GatewaySocket::drop);
    }

    void forgetSessions() {
        locked(() -> sessions.values().removeIf(session -> session.account().bot()));
    }

    void close() {
        connections().forEach(socket -> socket.close(1001, "The emulator stops."));
    }

    private List<GatewaySocket> connections() {
        return world.locked(() -> List.copyOf(sockets.keySet()));
    }
}
