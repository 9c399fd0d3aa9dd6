package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The data of events that answer one session. Callers hold the state's lock. */
final class GatewayPayloads {
    private static final int FLAG_CONTENT_INTENT_LIMITED = 1 << 19;

    private final EmulatorState state;
    private final Renderers renderers;
    private final String gatewayUrl;

    GatewayPayloads(EmulatorState state, Renderers renderers, String gatewayUrl) {
        this.state = state;
        this.renderers = renderers;
        this.gatewayUrl = gatewayUrl;
    }

    /**
     * The data of READY.
     *
     * @param shard the pair of numbers that the client sent; repeated if it is one
     * @param isMember whether the account is on the guilds
     */
    ObjectNode ready(GatewaySession session, JsonNode shard, boolean isMember) {
        Account account = session.account();
        ObjectNode ready = JsonTrees.object();
        ready.put("v", 10)
                .put("session_id", session.id())
                .put("session_type", "normal")
                .put("resume_gateway_url", gatewayUrl);
        ready.set("user", UserRenderer.self(account));
        ArrayNode guilds = ready.putArray("guilds");
        if (isMember) {
            state.guilds()
                    .all()
                    .forEach(each -> guilds.add(renderers.guild().unavailableGuild(each)));
        }
        ready.putObject("application")
                .put("id", Long.toString(account.id()))
                .put("flags", FLAG_CONTENT_INTENT_LIMITED);
        if (shard.size() == 2) {
            ready.set("shard", shard);
        }
        ready.putObject("user_settings");
        for (String field : new String[] {"private_channels", "relationships", "presences"}) {
            ready.putArray(field);
        }
        ready.putArray("geo_ordered_rtc_regions");
        return ready;
    }

    /**
     * The data of GUILD_MEMBERS_CHUNK.
     *
     * @param request asks for members by {@code user_ids}, or else by the prefix {@code query}
     */
    ObjectNode membersChunk(JsonNode request) {
        ObjectNode chunk = JsonTrees.object();
        Guild guild = state.guilds().guild(request.path("guild_id").asLong(state.guild().id()));
        chunk.put("guild_id", Long.toString(guild.id()))
                .put("chunk_index", 0)
                .put("chunk_count", 1);
        if (request.hasNonNull("nonce")) {
            chunk.set("nonce", request.get("nonce"));
        }
        ArrayNode members = chunk.putArray("members");
        chunk.putArray("not_found");
        state.accounts().stream()
                .filter(memberFilter(request))
                .forEach(account -> members.add(renderers.users().member(account, guild)));
        return chunk;
    }

    private static Predicate<Account> memberFilter(JsonNode request) {
        if (!request.has("user_ids")) {
            String prefix = request.path("query").asText("");
            return account -> account.name().startsWith(prefix);
        }
        JsonNode idOrIds = request.path("user_ids");
        JsonNode ids = idOrIds.isArray() ? idOrIds : JsonTrees.array().add(idOrIds);
        Set<String> requested = new HashSet<>();
        ids.forEach(id -> requested.add(id.asText()));
        return account -> requested.contains(Long.toString(account.id()));
    }
}
