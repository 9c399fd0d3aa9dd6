package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Clicks, slash commands and dialogs: a person starts an interaction, the bot acknowledges it
 * within 3 s and may answer for 15 minutes.
 */
final class InteractionRoutes {
    static final int CALLBACK_PONG = 1;
    static final int CALLBACK_MESSAGE = 4;
    static final int CALLBACK_DEFERRED_MESSAGE = 5;
    static final int CALLBACK_DEFERRED_UPDATE = 6;
    static final int CALLBACK_UPDATE_MESSAGE = 7;
    static final int CALLBACK_AUTOCOMPLETE = 8;
    static final int CALLBACK_DIALOG = 9;

    private final EmulatorState state;
    private final InteractionStore interactions;
    private final InteractionMessages messages;
    private final InteractionRenderer renderer;

    InteractionRoutes(
            EmulatorState state,
            Renderers renderers,
            InteractionStore interactions,
            InteractionMessages messages) {
        this.state = state;
        this.interactions = interactions;
        this.messages = messages;
        this.renderer = new InteractionRenderer(state, renderers);
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST /interactions", this::start),
                Route.withoutLogin(
                        "POST /interactions/{interaction_id}/{interaction_token}/callback",
                        this::callback));
    }

    /** What a person's client sends: type, channel, message and data. */
    private ApiResponse start(RoutedRequest request) {
        Account user = request.account();
        if (user.bot()) {
            throw ApiError.of(403, 20001, "Bots cannot use this endpoint");
        }
        JsonNode body = request.json();
        int type = body.path("type").asInt();
        long channelId = state.channel(snowflake(body, "channel_id")).id();
        Optional<StoredMessage> clicked =
                type == Interaction.TYPE_COMPONENT
                        ? Optional.of(
                                interactions.message(channelId, snowflake(body, "message_id")))
                        : Optional.empty();
        Account bot =
                clicked.flatMap(message -> state.account(message.author().id()))
                        .or(() -> state.account(body.path("application_id").asLong()))
                        .filter(Account::bot)
                        .orElseThrow(() -> ApiError.of(404, 10002, "Unknown Application"));
        Interaction interaction =
                new Interaction(
                        state.nextId(),
                        type,
                        bot,
                        user,
                        channelId,
                        state.now(),
                        clicked.orElse(null));
        interactions.add(interaction);
        state.publish(
                GatewayEvent.toOne(
                        bot.id(),
                        "INTERACTION_CREATE",
                        renderer.event(interaction, body.path("data"))));
        return ApiResponse.of(JsonTrees.object().put("id", Long.toString(interaction.id())));
    }

    private static long snowflake(JsonNode body, String field) {
        return RoutedRequest.snowflake(field, body.path(field).asText());
    }

    private ApiResponse callback(RoutedRequest request) {
        Instant now = state.now();
        Interaction interaction =
                interactions
                        .find(request.text("interaction_token"))
                        .filter(found -> found.id() == request.id("interaction_id"))
                        .filter(found -> !found.isAcknowledgeTimedOut(now))
                        .orElseThrow(() -> ApiError.of(404, 10062, "Unknown interaction"));
        if (interaction.isAcknowledged()) {
            throw ApiError.of(400, 40060, "Interaction has already been acknowledged.");
        }
        int callbackType = request.json().path("type").asInt();
        respond(interaction, callbackType, request);
        interaction.acknowledge();
        state.publish(
                GatewayEvent.toOne(
                        interaction.user().id(),
                        "INTERACTION_SUCCESS",
                        JsonTrees.object().put("id", Long.toString(interaction.id()))));
        return request.flag("with_response")
                ? ApiResponse.of(renderer.callbackResponse(interaction, callbackType))
                : ApiResponse.NO_CONTENT;
    }

    private void respond(Interaction interaction, int callbackType, RoutedRequest request) {
        JsonNode data = request.json().path("data");
        MessageForm form =
                new MessageForm(data.isObject() ? data : JsonTrees.object(), request.uploads());
        switch (callbackType) {
            case CALLBACK_PONG, CALLBACK_DEFERRED_UPDATE, CALLBACK_AUTOCOMPLETE -> {
                // An acknowledgement that shows nothing.
            }
            case CALLBACK_MESSAGE -> messages.answer(interaction, form);
            case CALLBACK_DEFERRED_MESSAGE -> messages.defer(interaction, form);
            case CALLBACK_UPDATE_MESSAGE -> messages.editOriginal(interaction, form);
            case CALLBACK_DIALOG ->
                    state.publish(
                            GatewayEvent.toOne(
                                    interaction.user().id(),
                                    "INTERACTION_MODAL_CREATE",
                                    renderer.dialog(interaction, form.json())));
            default ->
                    throw ApiError.form(
                            "type",
                            "BASE_TYPE_CHOICES",
                            "Value must be one of {1, 4, 5, 6, 7, 9}.");
        }
    }
}
