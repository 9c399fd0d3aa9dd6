package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks: made by bots and people, used by whoever has the token. Bots that answer an interaction
 * use the same paths with the interaction's token.
 */
final class WebhookRoutes {
    private static final String WITH_TOKEN = "/webhooks/{webhook_id}/{webhook_token}";
    private static final String MESSAGE = WITH_TOKEN + "/messages/{message_id}";

    private static final int MAX_NAME_CHARS = 80;
    private static final int MAX_OF_CHANNEL = 15;
    private static final List<String> RESERVED = List.of("discord", "clyde", "```");
    private static final Pattern PICTURE =
            Pattern.compile("https?://[^\\s/]{1,253}(/\\S{0,1800})?");

    private final EmulatorState state;
    private final FaultPlan faults;
    private final Renderers renderers;
    private final MessageStore messages;
    private final InteractionMessages interactionMessages;

    WebhookRoutes(
            EmulatorState state,
            FaultPlan faults,
            Renderers renderers,
            MessageStore messages,
            InteractionMessages interactionMessages) {
        this.state = state;
        this.faults = faults;
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
                                list(
                                        request,
                                        webhook ->
                                                webhook.channelId() == request.id("channel_id"))),
                Route.of(
                        "GET /guilds/{guild_id}/webhooks",
                        request -> list(request, webhook -> true)),
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
        faults.checkWebhooksAllowed(request.account());
        String name = request.json().path("name").asText("").strip();
        checkName("name", name);
        long channelId = state.channel(request.id("channel_id")).id();
        if (of(channelId).count() >= MAX_OF_CHANNEL) {
            throw ApiError.of(400, 30007, "Maximum number of webhooks reached (15)");
        }
        Webhook webhook =
                new Webhook(
                        state.nextId(),
                        channelId,
                        request.account().id(),
                        name,
                        Tokens.random("local-webhook-"));
        state.commit(new StateChange.WebhookAdded(webhook));
        return ApiResponse.of(renderers.channels().webhook(webhook));
    }

    private Stream<Webhook> of(long channelId) {
        return state.webhooks().stream().filter(webhook -> webhook.channelId() == channelId);
    }

    private ApiResponse list(RoutedRequest request, Predicate<Webhook> filter) {
        faults.checkWebhooksAllowed(request.account());
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
        StoredMessage posted =
                messages.post(webhook.channelId(), author(webhook, request.json()), form);
        return request.flag("wait") ? rendered(request, posted) : ApiResponse.NO_CONTENT;
    }

    private MessageAuthor author(Webhook webhook, JsonNode body) {
        String name = body.path("username").asText("").strip();
        String avatar = body.path("avatar_url").asText("");
        if (!name.isEmpty()) {
            checkName("username", name);
        }
        if (!avatar.isEmpty() && !PICTURE.matcher(avatar).matches()) {
            throw ApiError.form("avatar_url", "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
        return MessageAuthor.of(
                webhook,
                name.isEmpty() ? webhook.name() : name,
                avatar.isEmpty() ? null : avatar,
                bot(webhook));
    }

    private @Nullable Long bot(Webhook webhook) {
        return state.account(webhook.creator()).filter(Account::bot).map(Account::id).orElse(null);
    }

    private static void checkName(String field, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
            throw ApiError.form(
                    field, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        for (String word : RESERVED) {
            if (lower.contains(word)) {
                throw ApiError.form(
                        field,
                        "USERNAME_INVALID_CONTAINS",
                        "Username cannot contain \"%s\"".formatted(word));
            }
        }
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
