package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Where and who: gateway address, users, application, guild, channels. */
final class PlaceRoutes {
    private static final long CONTENT_INTENT_LIMITED = 1 << 19;

    private final EmulatorState world;
    private final Render render;
    private final GuildRender guild;
    private final Faults faults;
    private final String gatewayUrl;

    PlaceRoutes(EmulatorState world, Render render, Faults faults, String gatewayUrl) {
        this.world = world;
        this.render = render;
        this.guild = new GuildRender(world, render);
        this.faults = faults;
        this.gatewayUrl = gatewayUrl;
    }

    List<Route> routes() {
        return List.of(
                Route.open("GET /gateway", call -> gateway()),
                Route.of("GET /gateway/bot", call -> gatewayBot()),
                Route.of("GET /users/@me", call -> answer(render.self(call.account()))),
                Route.of("GET /users/@me/guilds", call -> guilds(call)),
                Route.of("GET /users/{user_id}", call -> answer(render.user(user(call)))),
                Route.of("GET /applications/@me", this::application),
                Route.of("GET /oauth2/applications/@me", this::application),
                Route.of("GET /guilds/{guild_id}", call -> inGuild(call, guild.guild())),
                Route.of("GET /guilds/{guild_id}/channels", c -> inGuild(c, render.channels())),
                Route.of("POST /guilds/{guild_id}/channels", this::createChannel),
                Route.of("GET /guilds/{guild_id}/roles", call -> inGuild(call, guild.roles())),
                Route.of("GET /guilds/{guild_id}/emojis", call -> inGuild(call, JsonTrees.array())),
                Route.of("GET /guilds/{guild_id}/members", call -> inGuild(call, members())),
                Route.of("GET /guilds/{guild_id}/members/{user_id}", this::member),
                Route.of("GET /guilds/{guild_id}/threads/active", this::noThreads),
                Route.of("GET /channels/{channel_id}", call -> answer(render.channel(place(call)))),
                Route.of("PATCH /channels/{channel_id}", this::editChannel));
    }

    private static Route.Answer answer(JsonNode node) {
        return Route.Answer.of(node);
    }

    private Route.Answer gateway() {
        return answer(JsonTrees.object().put("url", gatewayUrl));
    }

    private Route.Answer gatewayBot() {
        ObjectNode node = JsonTrees.object().put("url", gatewayUrl).put("shards", 1);
        node.putObject("session_start_limit")
                .put("total", 1000)
                .put("remaining", 1000)
                .put("reset_after", 0)
                .put("max_concurrency", 1);
        return answer(node);
    }

    private Account user(RoutedRequest call) {
        return world.account(call.id("user_id"))
                .orElseThrow(() -> ApiError.of(404, 10013, "Unknown User"));
    }

    private Channel place(RoutedRequest call) {
        return world.channel(call.id("channel_id"));
    }

    private Route.Answer inGuild(RoutedRequest call, JsonNode node) {
        if (call.id("guild_id") != world.guild().id()) {
            throw ApiError.of(404, 10004, "Unknown Guild");
        }
        return answer(node);
    }

    private Route.Answer guilds(RoutedRequest call) {
        ObjectNode mine = JsonTrees.object();
        mine.put("id", Long.toString(world.guild().id()))
                .put("name", world.guild().name())
                .putNull("icon")
                .putNull("banner")
                .put("owner", !call.account().bot())
                .put("permissions", Render.permissions(call.account()))
                .putArray("features");
        return answer(JsonTrees.array().add(mine));
    }

    private ArrayNode members() {
        ArrayNode members = JsonTrees.array();
        world.accounts().forEach(account -> members.add(render.member(account, true)));
        return members;
    }

    private Route.Answer member(RoutedRequest call) {
        Account account =
                call.text("user_id").equals("@me")
                        ? call.account()
                        : world.account(call.id("user_id"))
                                .orElseThrow(() -> ApiError.of(404, 10007, "Unknown Member"));
        return inGuild(call, render.member(account, true));
    }

    private Route.Answer noThreads(RoutedRequest call) {
        ObjectNode none = JsonTrees.object();
        none.putArray("threads");
        none.putArray("members");
        none.put("has_more", false);
        return inGuild(call, none);
    }

    /** The person who runs the emulator owns every bot in it. */
    private Route.Answer application(RoutedRequest call) {
        Account bot = call.account();
        long flags = faults.isContentIntentRefused() ? 0 : CONTENT_INTENT_LIMITED;
        ObjectNode node = JsonTrees.object();
        node.put("id", Long.toString(bot.id()))
                .put("name", bot.name())
                .put("description", "")
                .putNull("icon")
                .put("bot_public", false)
                .put("bot_require_code_grant", false)
                .put("verify_key", "0".repeat(64))
                .put("flags", flags)
                .put("flags_new", Long.toString(flags))
                .put("approximate_guild_count", 1)
                .put("approximate_user_install_count", 0)
                .put("approximate_user_authorization_count", 0)
                .put("explicit_content_filter", 0)
                .putNull("type")
                .putNull("interactions_endpoint_url")
                .putNull("role_connections_verification_url")
                .put("summary", "")
                .putNull("team");
        node.set("bot", render.user(bot));
        world.accounts().stream()
                .filter(account -> !account.bot())
                .findFirst()
                .ifPresent(owner -> node.set("owner", render.user(owner)));
        node.putArray("redirect_uris");
        node.putArray("eligible_oauth2_scopes");
        node.putArray("tags");
        return answer(node);
    }

    private Route.Answer createChannel(RoutedRequest call) {
        mayManage(call);
        String name = channelName(call.body().path("name").asText(""));
        Channel channel =
                new Channel(
                        world.nextId(),
                        name,
                        world.channels().size(),
                        call.body().path("topic").asText(""));
        world.commit(new Entry.ChannelStored(channel));
        ObjectNode node = render.channel(channel);
        world.publish(GatewayEvent.toAll("CHANNEL_CREATE", Intents.GUILDS, node));
        return inGuild(call, node);
    }

    private Route.Answer editChannel(RoutedRequest call) {
        mayManage(call);
        Channel old = place(call);
        JsonNode body = call.body();
        Channel edited =
                new Channel(
                        old.id(),
                        body.hasNonNull("name")
                                ? channelName(body.path("name").asText())
                                : old.name(),
                        body.path("position").asInt(old.position()),
                        body.has("topic") ? body.path("topic").asText("") : old.topic());
        world.commit(new Entry.ChannelStored(edited));
        ObjectNode node = render.channel(edited);
        world.publish(GatewayEvent.toAll("CHANNEL_UPDATE", Intents.GUILDS, node));
        return answer(node);
    }

    private static String channelName(String wanted) {
        String name = wanted.strip().toLowerCase(Locale.ROOT).replace(' ', '-');
        if (name.isEmpty() || name.length() > 100) {
            throw ApiError.form(
                    "name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
        }
        return name;
    }

    private static void mayManage(RoutedRequest call) {
        if (!call.account().bot()) {
            throw ApiError.of(403, 50013, "Missing Permissions");
        }
    }
}
