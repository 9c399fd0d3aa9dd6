package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** The guild with its members and channels. */
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
                ofGuild("GET /guilds/{guild_id}", request -> renderers.guild().guild()),
                ofGuild(
                        "GET /guilds/{guild_id}/channels",
                        request -> renderers.channels().channels()),
                ofGuild("POST /guilds/{guild_id}/channels", this::createChannel),
                ofGuild("GET /guilds/{guild_id}/roles", request -> renderers.guild().roles()),
                ofGuild("GET /guilds/{guild_id}/emojis", request -> JsonTrees.array()),
                ofGuild("GET /guilds/{guild_id}/members", request -> renderers.users().members()),
                ofGuild("GET /guilds/{guild_id}/members/{user_id}", this::member),
                ofGuild("GET /guilds/{guild_id}/threads/active", request -> noThreads()),
                Route.of(
                        "GET /channels/{channel_id}",
                        request -> ApiResponse.of(renderers.channels().channel(channel(request)))),
                Route.of("PATCH /channels/{channel_id}", this::editChannel));
    }

    private interface GuildHandler {
        JsonNode handle(RoutedRequest request);
    }

    /** A route that refuses all guilds but the one. */
    private Route ofGuild(String methodAndTemplate, GuildHandler handler) {
        return Route.of(
                methodAndTemplate,
                request -> {
                    if (request.id("guild_id") != state.guild().id()) {
                        throw ApiError.of(404, 10004, "Unknown Guild");
                    }
                    return ApiResponse.of(handler.handle(request));
                });
    }

    private Channel channel(RoutedRequest request) {
        return state.channel(request.id("channel_id"));
    }

    private JsonNode member(RoutedRequest request) {
        Account account =
                request.text("user_id").equals("@me")
                        ? request.account()
                        : state.account(request.id("user_id"))
                                .orElseThrow(() -> ApiError.of(404, 10007, "Unknown Member"));
        return renderers.users().member(account);
    }

    private static ObjectNode noThreads() {
        ObjectNode none = JsonTrees.object();
        none.putArray("threads");
        none.putArray("members");
        return none.put("has_more", false);
    }

    private JsonNode createChannel(RoutedRequest request) {
        Permissions.checkMayManage(request.account());
        JsonNode body = request.json();
        Channel channel =
                new Channel(
                        state.nextId(),
                        channelName(body.path("name").asText("")),
                        state.channels().size(),
                        body.path("topic").asText(""));
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
                        body.has("topic") ? body.path("topic").asText("") : old.topic());
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
