package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Everything below {@code /channels/{channel_id}/messages}, and typing. */
final class MessageRoutes {
    private static final String ALL = "/channels/{channel_id}/messages";
    private static final String ONE = ALL + "/{message_id}";
    private static final String REACTION = ONE + "/reactions/{emoji_name}";

    private final EmulatorState world;
    private final Render render;
    private final MessageStore messages;
    private final Faults faults;

    MessageRoutes(EmulatorState world, Render render, MessageStore messages, Faults faults) {
        this.world = world;
        this.render = render;
        this.messages = messages;
        this.faults = faults;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET " + ALL, this::history),
                Route.of("POST " + ALL, this::post),
                Route.of("POST " + ALL + "/bulk-delete", this::bulkDelete),
                Route.of("GET " + ONE, call -> fetched(call, message(call))),
                Route.of("PATCH " + ONE, this::edit),
                Route.of("DELETE " + ONE, this::delete),
                Route.of("PUT " + REACTION + "/@me", this::react),
                Route.of("DELETE " + REACTION + "/@me", call -> unreact(call, call.account().id())),
                Route.of("DELETE " + REACTION + "/{user_id}", this::unreactOther),
                Route.of("GET " + REACTION, this::reactions),
                Route.of("DELETE " + REACTION, this::clearEmoji),
                Route.of("DELETE " + ONE + "/reactions", this::clearReactions),
                Route.of("POST /channels/{channel_id}/typing", this::typing));
    }

    private StoredMessage message(RoutedRequest call) {
        return world.message(call.id("channel_id"), call.id("message_id"));
    }

    private Route.Answer fetched(RoutedRequest call, StoredMessage message) {
        return Route.Answer.of(render.message(message, call.viewer()));
    }

    private Route.Answer history(RoutedRequest call) {
        long channel = world.channel(call.id("channel_id")).id();
        int limit = call.limit(50, 100);
        Long around = call.queryId("around");
        List<StoredMessage> page;
        if (around == null) {
            page = world.history(channel, call.queryId("after"), call.queryId("before"), limit);
        } else {
            page = new ArrayList<>(world.history(channel, around, null, (limit - 1) / 2));
            page.addAll(world.history(channel, null, around + 1, limit - page.size()));
        }
        ArrayNode array = JsonTrees.array();
        page.forEach(message -> array.add(render.message(message, call.viewer())));
        return Route.Answer.of(array);
    }

    private Route.Answer post(RoutedRequest call) {
        MessageForm form = new MessageForm(call.body(), call.uploads());
        Long replyTo = form.replyTo();
        if (replyTo != null && faults.isUnknown(Long.toString(replyTo)) && form.replyMustExist()) {
            throw ApiError.form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
        }
        StoredMessage posted =
                messages.post(call.id("channel_id"), Author.of(call.account()), form);
        return Route.Answer.of(render.posted(posted, call.viewer()));
    }

    private Route.Answer edit(RoutedRequest call) {
        StoredMessage message = message(call);
        if (message.authorId() != call.account().id()) {
            throw ApiError.of(403, 50005, "Cannot edit a message authored by another user");
        }
        return fetched(call, messages.edit(message, new MessageForm(call.body(), call.uploads())));
    }

    private Route.Answer delete(RoutedRequest call) {
        StoredMessage message = message(call);
        if (message.authorId() != call.account().id()) {
            mayTidyUp(call);
        }
        messages.delete(message.channelId(), List.of(message.id()));
        return Route.Answer.NOTHING;
    }

    private Route.Answer bulkDelete(RoutedRequest call) {
        mayTidyUp(call);
        messages.bulkDelete(
                world.channel(call.id("channel_id")).id(), call.body().path("messages"));
        return Route.Answer.NOTHING;
    }

    private Route.Answer react(RoutedRequest call) {
        messages.react(message(call), call.text("emoji_name"), call.account());
        return Route.Answer.NOTHING;
    }

    private Route.Answer unreact(RoutedRequest call, long account) {
        messages.unreact(message(call), call.text("emoji_name"), account);
        return Route.Answer.NOTHING;
    }

    private Route.Answer unreactOther(RoutedRequest call) {
        long account = call.id("user_id");
        if (account != call.account().id()) {
            mayTidyUp(call);
        }
        return unreact(call, account);
    }

    private Route.Answer clearReactions(RoutedRequest call) {
        mayTidyUp(call);
        messages.clearReactions(message(call));
        return Route.Answer.NOTHING;
    }

    private Route.Answer clearEmoji(RoutedRequest call) {
        mayTidyUp(call);
        messages.clearReactions(message(call), call.text("emoji_name"));
        return Route.Answer.NOTHING;
    }

    private Route.Answer reactions(RoutedRequest call) {
        Long after = call.queryId("after");
        ArrayNode users = JsonTrees.array();
        world.reactions().of(message(call).id(), call.text("emoji_name")).stream()
                .sorted()
                .filter(id -> after == null || id > after)
                .limit(call.limit(25, 100))
                .flatMap(id -> world.account(id).stream())
                .forEach(account -> users.add(render.user(account)));
        return Route.Answer.of(users);
    }

    private Route.Answer typing(RoutedRequest call) {
        Account account = call.account();
        ObjectNode data = JsonTrees.object();
        data.put("channel_id", Long.toString(world.channel(call.id("channel_id")).id()))
                .put("guild_id", Long.toString(world.guild().id()))
                .put("user_id", Long.toString(account.id()))
                .put("timestamp", world.now().getEpochSecond());
        data.set("member", render.member(account, true));
        world.publish(GatewayEvent.toAll("TYPING_START", Intents.TYPING, data));
        return Route.Answer.NOTHING;
    }

    /** Bots have Manage Messages, people do not. */
    private static void mayTidyUp(RoutedRequest call) {
        if (!call.account().bot()) {
            throw ApiError.of(403, 50013, "Missing Permissions");
        }
    }
}
