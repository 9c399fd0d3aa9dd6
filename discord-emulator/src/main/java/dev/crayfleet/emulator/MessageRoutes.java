package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Everything below {@code /channels/{channel_id}/messages}, and typing. */
final class MessageRoutes {
    private static final String MESSAGES = "/channels/{channel_id}/messages";
    private static final String MESSAGE = MESSAGES + "/{message_id}";
    private static final String REACTION = MESSAGE + "/reactions/{emoji_name}";

    private final EmulatorState state;
    private final Renderers renderers;
    private final MessageStore messages;
    private final ReactionStore reactions;
    private final FaultPlan faults;

    MessageRoutes(
            EmulatorState state, Renderers renderers, MessageStore messages, FaultPlan faults) {
        this.state = state;
        this.renderers = renderers;
        this.messages = messages;
        this.reactions = new ReactionStore(state, renderers);
        this.faults = faults;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET " + MESSAGES, this::history),
                Route.of("POST " + MESSAGES, this::post),
                Route.of("POST " + MESSAGES + "/bulk-delete", this::bulkDelete),
                Route.of("GET " + MESSAGE, request -> rendered(request, message(request))),
                Route.of("PATCH " + MESSAGE, this::edit),
                Route.of("DELETE " + MESSAGE, this::delete),
                Route.of("PUT " + REACTION + "/@me", this::addReaction),
                Route.of(
                        "DELETE " + REACTION + "/@me",
                        request -> removeReaction(request, request.account().id())),
                Route.of("DELETE " + REACTION + "/{user_id}", this::removeUsersReaction),
                Route.of("GET " + REACTION, this::listReactions),
                Route.of("DELETE " + REACTION, this::removeEmoji),
                Route.of("DELETE " + MESSAGE + "/reactions", this::removeAllReactions),
                Route.of("POST /channels/{channel_id}/typing", this::typing));
    }

    private StoredMessage message(RoutedRequest request) {
        return state.message(request.id("channel_id"), request.id("message_id"));
    }

    private ApiResponse rendered(RoutedRequest request, StoredMessage message) {
        return ApiResponse.of(renderers.messages().message(message, request.viewer()));
    }

    private ApiResponse history(RoutedRequest request) {
        long channelId = state.channel(request.id("channel_id")).id();
        int limit = request.limit(50, 100);
        Long around = request.queryId("around");
        List<StoredMessage> page;
        if (around == null) {
            page =
                    state.messages()
                            .history(
                                    channelId,
                                    request.queryId("after"),
                                    request.queryId("before"),
                                    limit);
        } else {
            page =
                    new ArrayList<>(
                            state.messages().history(channelId, around, null, (limit - 1) / 2));
            page.addAll(state.messages().history(channelId, null, around + 1, limit - page.size()));
        }
        ArrayNode array = JsonTrees.array();
        page.forEach(message -> array.add(renderers.messages().message(message, request.viewer())));
        return ApiResponse.of(array);
    }

    private ApiResponse post(RoutedRequest request) {
        MessageForm form = request.messageForm();
        Long replyTo = form.replyTo();
        if (replyTo != null
                && faults.isMessageUnknown(Long.toString(replyTo))
                && form.mustReplyExist()) {
            throw ApiError.unknownReply();
        }
        StoredMessage posted =
                messages.post(request.id("channel_id"), MessageAuthor.of(request.account()), form);
        return ApiResponse.of(renderers.messages().posted(posted, request.viewer()));
    }

    private ApiResponse edit(RoutedRequest request) {
        StoredMessage message = message(request);
        if (message.author().id() != request.account().id()) {
            throw ApiError.of(403, 50005, "Cannot edit a message authored by another user");
        }
        return rendered(request, messages.update(messages.edited(message, request.messageForm())));
    }

    private ApiResponse delete(RoutedRequest request) {
        StoredMessage message = message(request);
        if (message.author().id() != request.account().id()) {
            Permissions.checkMayManage(request.account());
        }
        messages.delete(message.channelId(), List.of(message.id()));
        return ApiResponse.NO_CONTENT;
    }

    private ApiResponse bulkDelete(RoutedRequest request) {
        Permissions.checkMayManage(request.account());
        messages.bulkDelete(
                state.channel(request.id("channel_id")).id(), request.json().path("messages"));
        return ApiResponse.NO_CONTENT;
    }

    private ApiResponse addReaction(RoutedRequest request) {
        reactions.add(message(request), request.text("emoji_name"), request.account());
        return ApiResponse.NO_CONTENT;
    }

    private ApiResponse removeReaction(RoutedRequest request, long account) {
        reactions.remove(message(request), request.text("emoji_name"), account);
        return ApiResponse.NO_CONTENT;
    }

    private ApiResponse removeUsersReaction(RoutedRequest request) {
        long account = request.id("user_id");
        if (account != request.account().id()) {
            Permissions.checkMayManage(request.account());
        }
        return removeReaction(request, account);
    }

    private ApiResponse removeAllReactions(RoutedRequest request) {
        Permissions.checkMayManage(request.account());
        reactions.removeAll(message(request));
        return ApiResponse.NO_CONTENT;
    }

    private ApiResponse removeEmoji(RoutedRequest request) {
        Permissions.checkMayManage(request.account());
        reactions.removeEmoji(message(request), request.text("emoji_name"));
        return ApiResponse.NO_CONTENT;
    }

    private ApiResponse listReactions(RoutedRequest request) {
        Long after = request.queryId("after");
        ArrayNode users = JsonTrees.array();
        state.reactions().of(message(request).id(), request.text("emoji_name")).stream()
                .sorted()
                .filter(id -> after == null || id > after)
                .limit(request.limit(25, 100))
                .flatMap(id -> state.account(id).stream())
                .forEach(account -> users.add(UserRenderer.user(account)));
        return ApiResponse.of(users);
    }

    private ApiResponse typing(RoutedRequest request) {
        Account account = request.account();
        ObjectNode data = JsonTrees.object();
        long channelId = state.channel(request.id("channel_id")).id();
        Guild guild = state.guilds().ofChannel(channelId);
        data.put("channel_id", Long.toString(channelId))
                .put("guild_id", Long.toString(guild.id()))
                .put("user_id", Long.toString(account.id()))
                .put("timestamp", state.now().getEpochSecond());
        data.set("member", renderers.users().member(account, guild));
        state.publish(GatewayEvent.toAll("TYPING_START", Intents.TYPING, data));
        return ApiResponse.NO_CONTENT;
    }
}
