package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Who a caller is and where the gateway is: {@code /users}, {@code /applications}, gateway. */
final class AccountRoutes {
    private static final long FLAG_CONTENT_INTENT_LIMITED = 1 << 19;

    private final EmulatorState state;
    private final FaultPlan faults;
    private final String gatewayUrl;

    AccountRoutes(EmulatorState state, FaultPlan faults, String gatewayUrl) {
        this.state = state;
        this.faults = faults;
        this.gatewayUrl = gatewayUrl;
    }

    List<Route> routes() {
        return List.of(
                Route.withoutLogin("GET /gateway", request -> gateway()),
                Route.of("GET /gateway/bot", request -> gatewayForBots()),
                Route.of(
                        "GET /users/@me",
                        request -> ApiResponse.of(UserRenderer.self(request.account()))),
                Route.of("GET /users/@me/guilds", this::guilds),
                Route.of("GET /users/{user_id}", this::user),
                Route.of("GET /applications/@me", this::application),
                Route.of("GET /oauth2/applications/@me", this::application));
    }

    private ApiResponse gateway() {
        return ApiResponse.of(JsonTrees.object().put("url", gatewayUrl));
    }

    private ApiResponse gatewayForBots() {
        ObjectNode node = JsonTrees.object().put("url", gatewayUrl).put("shards", 1);
        node.putObject("session_start_limit")
                .put("total", 1000)
                .put("remaining", 1000)
                .put("reset_after", 0)
                .put("max_concurrency", 1);
        return ApiResponse.of(node);
    }

    private ApiResponse guilds(RoutedRequest request) {
        ArrayNode guilds = JsonTrees.array();
        for (Guild guild : state.guilds().all()) {
            guilds.addObject()
                    .put("id", Long.toString(guild.id()))
                    .put("name", guild.name())
                    .putNull("icon")
                    .putNull("banner")
                    .put("owner", !request.account().bot())
                    .put("permissions", Permissions.of(request.account()))
                    .putArray("features");
        }
        return ApiResponse.of(guilds);
    }

    private ApiResponse user(RoutedRequest request) {
        return state.account(request.id("user_id"))
                .map(account -> ApiResponse.of(UserRenderer.user(account)))
                .orElseThrow(() -> ApiError.of(404, 10013, "Unknown User"));
    }

    /** The bot's application, whose owner is the person who runs the emulator. */
    private ApiResponse application(RoutedRequest request) {
        Account bot = request.account();
        long flags = faults.isContentIntentRefused() ? 0 : FLAG_CONTENT_INTENT_LIMITED;
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
                .put("approximate_guild_count", state.guilds().all().size())
                .put("approximate_user_install_count", 0)
                .put("approximate_user_authorization_count", 0)
                .put("explicit_content_filter", 0)
                .putNull("type")
                .putNull("interactions_endpoint_url")
                .putNull("role_connections_verification_url")
                .put("summary", "")
                .putNull("team");
        node.set("bot", UserRenderer.user(bot));
        state.firstAccount(false).ifPresent(owner -> node.set("owner", UserRenderer.user(owner)));
        node.putArray("redirect_uris");
        node.putArray("eligible_oauth2_scopes");
        node.putArray("tags");
        return ApiResponse.of(node);
    }
}
