package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * Webhooks: made by bots and people, used by whoever has the token. Bots that answer an interaction
 * use the same paths with the interaction's token.
 */
final class WebhookRoutes {
    private static final String WITH_TOKEN = "/webhooks/{webhook_id}/{webhook_token}";
    private static final String MESSAGE = WITH_TOKEN + "/messages/{message_id}";

    private final EmulatorState state;
    private final Renderers renderers;
    private final MessageStore messages;
    private final InteractionMessages interactionMessages;

    WebhookRoutes(
            EmulatorState state,
            Renderers renderers,
            MessageStore messages,
            InteractionMessages interactionMessages) {
        this.state = state;
        this.renderers = renderers;
        this.messages = messages;
        this.interactionMessages = interactionMessages;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST /channels/{channel_id}/webhooks", this::create),
                Route.of(
                        "GET /channels/{channel_id}/webhooks",
                        request ->
                                list(webhook -> webhook.channelId() == request.id("channel_id"))),
                Route.of("GET /guilds/{guild_id}/webhooks", request -> list(webhook -> true)),
                Route.of("GET /webhooks/{webhook_id}", this::get),
                Route.of("DELETE /webhooks/{webhook_id}", this::delete),
                Route.withoutLogin("GET " + WITH_TOKEN, this::get),
                Route.withoutLogin("DELETE " + WITH_TOKEN, this::delete),
                Route.withoutLogin("POST " + WITH_TOKEN, this::execute),
                Route.withoutLogin(
                        "GET " + MESSAGE, request -> rendered(request, message(request))),
                Route.withoutLogin("PATCH " + MESSAGE, this::edit),
                Route.withoutLogin("DELETE " + MESSAGE, this::deleteMessage));
    }

    private ApiResponse create(RoutedRequest request) {
        String name = request.json().path("name").asText("").strip();
        if (name.isEmpty() || name.length() > 80) {
            throw ApiError.form(
                    "name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.");
        }
        Webhook webhook =
                new Webhook(
                        state.nextId(),
                        state.channel(request.id("channel_id")).id(),
                        request.account().id(),
                        name,
                        Tokens.random("local-webhook-"));
        state.commit(new StateChange.WebhookAdded(webhook));
        return ApiResponse.of(renderers.channels().webhook(webhook));
    }

    private ApiResponse list(Predicate<Webhook> filter) {
        ArrayNode list = JsonTrees.array();
        state.webhooks().stream()
                .filter(filter)
                .forEach(webhook -> list.add(renderers.channels().webhook(webhook)));
        return ApiResponse.of(list);
    }

    private ApiResponse get(RoutedRequest request) {
        return ApiResponse.of(renderers.channels().webhook(webhook(request)));
    }

    private ApiResponse delete(RoutedRequest request) {
        state.commit(new StateChange.WebhookDeleted(webhook(request).id()));
        return ApiResponse.NO_CONTENT;
    }

    /** The webhook in the path, which holds its token unless the caller is logged in. */
    private Webhook webhook(RoutedRequest request) {
        Webhook webhook =
                state.webhook(request.id("webhook_id"))
                        .orElseThrow(() -> ApiError.of(404, 10015, "Unknown Webhook"));
        if (request.hasParameter("webhook_token")
                && !webhook.token().equals(request.text("webhook_token"))) {
            throw ApiError.invalidWebhookToken();
        }
        return webhook;
    }

    private ApiResponse execute(RoutedRequest request) {
        MessageForm form = request.messageForm();
        String token = request.text("webhook_token");
        if (interactionMessages.hasToken(token)) {
            return rendered(request, interactionMessages.followUp(token, form));
        }
        Webhook webhook = webhook(request);
        String name = request.json().path("username").asText(webhook.name());
        StoredMessage posted =
                messages.post(webhook.channelId(), MessageAuthor.of(webhook, name), form);
        return request.flag("wait") ? rendered(request, posted) : ApiResponse.NO_CONTENT;
    }

    private StoredMessage message(RoutedRequest request) {
        String token = request.text("webhook_token");
        if (interactionMessages.hasToken(token)) {
            return interactionMessages.message(token, request.text("message_id"));
        }
        Webhook webhook = webhook(request);
        StoredMessage message = state.message(webhook.channelId(), request.id("message_id"));
        if (message.author().id() != webhook.id()) {
            throw ApiError.unknownMessage();
        }
        return message;
    }

    private ApiResponse edit(RoutedRequest request) {
        MessageForm form = request.messageForm();
        String token = request.text("webhook_token");
        if (interactionMessages.hasToken(token)) {
            return rendered(
                    request, interactionMessages.edit(token, request.text("message_id"), form));
        }
        return rendered(request, messages.update(messages.edited(message(request), form)));
    }

    private ApiResponse deleteMessage(RoutedRequest request) {
        StoredMessage message = message(request);
        messages.delete(message.channelId(), List.of(message.id()));
        return ApiResponse.NO_CONTENT;
    }

    private ApiResponse rendered(RoutedRequest request, StoredMessage message) {
        return ApiResponse.of(renderers.messages().message(message, request.viewer()));
    }
}
