package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.function.Predicate;

/** Webhooks: made by bots and people, used by whoever has the token. */
final class WebhookRoutes {
    private static final String WITH_TOKEN = "/webhooks/{webhook_id}/{webhook_token}";
    private static final String MESSAGE = WITH_TOKEN + "/messages/{message_id}";

    private final EmulatorState world;
    private final Render render;
    private final MessageStore messages;
    private final Interactions interactions;

    WebhookRoutes(
            EmulatorState world, Render render, MessageStore messages, Interactions interactions) {
        this.world = world;
        this.render = render;
        this.messages = messages;
        this.interactions = interactions;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST /channels/{channel_id}/webhooks", this::create),
                Route.of(
                        "GET /channels/{channel_id}/webhooks",
                        call -> list(hook -> hook.channelId() == call.id("channel_id"))),
                Route.of("GET /guilds/{guild_id}/webhooks", call -> list(hook -> true)),
                Route.of("GET /webhooks/{webhook_id}", this::get),
                Route.of("DELETE /webhooks/{webhook_id}", this::delete),
                Route.open("GET " + WITH_TOKEN, this::get),
                Route.open("DELETE " + WITH_TOKEN, this::delete),
                Route.open("POST " + WITH_TOKEN, this::execute),
                Route.open("GET " + MESSAGE, call -> fetched(call, message(call))),
                Route.open("PATCH " + MESSAGE, this::edit),
                Route.open("DELETE " + MESSAGE, this::deleteMessage));
    }

    private Route.Answer create(RoutedRequest call) {
        String name = call.body().path("name").asText("").strip();
        if (name.isEmpty() || name.length() > 80) {
            throw ApiError.form(
                    "name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.");
        }
        Webhook webhook =
                new Webhook(
                        world.nextId(),
                        world.channel(call.id("channel_id")).id(),
                        call.account().id(),
                        name,
                        Tokens.next("local-webhook-"));
        world.commit(new Entry.WebhookAdded(webhook));
        return Route.Answer.of(render.webhook(webhook, true));
    }

    private Route.Answer list(Predicate<Webhook> wanted) {
        ArrayNode list = JsonTrees.array();
        world.webhooks().stream()
                .filter(wanted)
                .forEach(webhook -> list.add(render.webhook(webhook, true)));
        return Route.Answer.of(list);
    }

    private Route.Answer get(RoutedRequest call) {
        return Route.Answer.of(render.webhook(webhook(call), true));
    }

    private Route.Answer delete(RoutedRequest call) {
        world.commit(new Entry.WebhookDeleted(webhook(call).id()));
        return Route.Answer.NOTHING;
    }

    /** By its id alone for those who are logged in, or else with its token. */
    private Webhook webhook(RoutedRequest call) {
        Webhook webhook =
                world.webhook(call.id("webhook_id"))
                        .orElseThrow(() -> ApiError.of(404, 10015, "Unknown Webhook"));
        if (call.path().containsKey("webhook_token")
                && !webhook.token().equals(call.text("webhook_token"))) {
            throw ApiError.of(401, 50027, "Invalid Webhook Token");
        }
        return webhook;
    }

    private Route.Answer execute(RoutedRequest call) {
        MessageForm form = new MessageForm(call.body(), call.uploads());
        if (interactions.knows(call.text("webhook_token"))) {
            return interactions.followUp(call, form);
        }
        Webhook webhook = webhook(call);
        String name = call.body().path("username").asText(webhook.name());
        StoredMessage posted =
                messages.post(webhook.channelId(), new Author(webhook.id(), name, null), form);
        return call.flag("wait") ? fetched(call, posted) : Route.Answer.NOTHING;
    }

    private StoredMessage message(RoutedRequest call) {
        String token = call.text("webhook_token");
        if (interactions.knows(token)) {
            return interactions.message(token, call.text("message_id"));
        }
        Webhook webhook = webhook(call);
        StoredMessage message = world.message(webhook.channelId(), call.id("message_id"));
        if (message.authorId() != webhook.id()) {
            throw ApiError.unknownMessage();
        }
        return message;
    }

    private Route.Answer edit(RoutedRequest call) {
        MessageForm form = new MessageForm(call.body(), call.uploads());
        String token = call.text("webhook_token");
        if (interactions.knows(token)) {
            return fetched(call, interactions.edit(token, call.text("message_id"), form));
        }
        return fetched(call, messages.edit(message(call), form));
    }

    private Route.Answer deleteMessage(RoutedRequest call) {
        StoredMessage message = message(call);
        messages.delete(message.channelId(), List.of(message.id()));
        return Route.Answer.NOTHING;
    }

    private Route.Answer fetched(RoutedRequest call, StoredMessage message) {
        return Route.Answer.of(render.message(message, call.viewer()));
    }
}
