package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Guilds with their members and channels. */
final class GuildRoutes {
    private static final int MAX_CHANNEL_NAME = 100;

    private final EmulatorState state;
    private final Renderers renderers;

    GuildRoutes(EmulatorState state, Renderers renderers) {
        this.state = state;
        this.renderers = renderers;
    }

    List<Route> routes() {
        return List.of(
                ofGuild(
                        "GET /guilds/{guild_id}",
                        (guild, request) -> renderers.guild().guild(guild)),
                ofGuild(
                        "GET /guilds/{guild_id}/channels",
                        (guild, request) -> renderers.channels().channels(guild)),
                ofGuild("POST /guilds/{guild_id}/channels", this::createChannel),
                ofGuild(
                        "GET /guilds/{guild_id}/roles",
                        (guild, request) -> renderers.guild().roles(guild)),
                ofGuild("GET /guilds/{guild_id}/emojis", (guild, request) -> JsonTrees.array()),
                ofGuild(
                        "GET /guilds/{guild_id}/members",
                        (guild, request) -> renderers.users().members(guild)),
                ofGuild("GET /guilds/{guild_id}/members/{user_id}", this::member),
                ofGuild("GET /guilds/{guild_id}/threads/active", (guild, request) -> noThreads()),
                Route.of(
                        "GET /channels/{channel_id}",
                        request -> ApiResponse.of(renderers.channels().channel(channel(request)))),
                Route.of("PATCH /channels/{channel_id}", this::editChannel));
    }

    private interface GuildHandler {
        JsonNode handle(Guild guild, RoutedRequest request);
    }

    /** A route that refuses guilds that are not there. */
    private Route ofGuild(String methodAndTemplate, GuildHandler handler) {
        return Route.of(
                methodAndTemplate,
                request -> {
                    Guild guild = state.guilds().guild(request.id("guild_id"));
                    return ApiResponse.of(handler.handle(guild, request));
                });
    }

    private Channel channel(RoutedRequest request) {
        return state.channel(request.id("channel_id"));
    }

    private JsonNode member(Guild guild, RoutedRequest request) {
        Account account =
                request.text("user_id").equals("@me")
                        ? request.account()
                        : state.account(request.id("user_id"))
                                .orElseThrow(() -> ApiError.of(404, 10007, "Unknown Member"));
        return renderers.users().member(account, guild);
    }

    private static ObjectNode noThreads() {
        ObjectNode none = JsonTrees.object();
        none.putArray("threads");
        none.putArray("members");
        return none.put("has_more", false);
    }

    private JsonNode createChannel(Guild guild, RoutedRequest request) {
        Permissions.checkMayManage(request.account());
        JsonNode body = request.json();
        Channel channel =
                new Channel(
                        state.nextId(),
                        channelName(body.path("name").asText("")),
                        state.guilds().channels(guild).size(),
                        body.path("topic").asText(""),
                        guild.id());
        return store("CHANNEL_CREATE", channel);
    }

    private ApiResponse editChannel(RoutedRequest request) {
        Permissions.checkMayManage(request.account());
        Channel old = channel(request);
        JsonNode body = request.json();
        Channel edited =
                new Channel(
                        old.id(),
                        body.hasNonNull("name")
                                ? channelName(body.path("name").asText())
                                : old.name(),
                        body.path("position").asInt(old.position()),
                        body.has("topic") ? body.path("topic").asText("") : old.topic(),
                        old.guildId());
        return ApiResponse.of(store("CHANNEL_UPDATE", edited));
    }

    private ObjectNode store(String event, Channel channel) {
        state.commit(new StateChange.ChannelStored(channel));
        ObjectNode node = renderers.channels().channel(channel);
        state.publish(GatewayEvent.toAll(event, Intents.GUILDS, node));
        return node;
    }

    private static String channelName(String requestedName) {
        String name = requestedName.strip().toLowerCase(Locale.ROOT).replace(' ', '-');
        if (name.isEmpty() || name.length() > MAX_CHANNEL_NAME) {
            throw ApiError.form(
                    "name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
        }
        return name;
    }
}
