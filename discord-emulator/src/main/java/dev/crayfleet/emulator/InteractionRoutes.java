package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clicks, slash commands and dialogs: a person starts one, the bot acknowledges it within 3 s and
 * may answer for 15 minutes. Kept in memory only. Wants the world's lock to be held.
 */
final class Interactions {
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(3);
    private static final Duration TOKEN_GOOD_FOR = Duration.ofMinutes(15);
    private static final int KEPT = 1_000;
    private static final int COMPONENT = 3;

    private static final class Open {
        final long id;
        final String token = Tokens.next("local-interaction-");
        final int type;
        final Account application;
        final Account account;
        final long channelId;
        final Instant startedAt;
        boolean acknowledged;

        /** The answer, or the message with the button that was clicked. */
        @Nullable StoredMessage original;

        Open(
                long id,
                int type,
                Account application,
                Account account,
                long channelId,
                Instant startedAt) {
            this.id = id;
            this.type = type;
            this.application = application;
            this.account = account;
            this.channelId = channelId;
            this.startedAt = startedAt;
        }

        Author author() {
            return new Author(application.id(), null, application.id());
        }
    }

    private final EmulatorState world;
    private final Render render;
    private final MessageStore messages;
    private final Map<String, Open> byToken = new LinkedHashMap<>();

    /** Messages that only the person who started it sees, by id. */
    private final Map<Long, StoredMessage> ephemeral = new LinkedHashMap<>();

    Interactions(EmulatorState world, Render render, MessageStore messages) {
        this.world = world;
        this.render = render;
        this.messages = messages;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST /interactions", this::start),
                Route.open(
                        "POST /interactions/{interaction_id}/{interaction_token}/callback",
                        this::callback));
    }

    boolean knows(String token) {
        return byToken.containsKey(token);
    }

    /** What a person's client sends: type, channel, message and data. */
    private Route.Answer start(RoutedRequest call) {
        Account account = call.account();
        if (account.bot()) {
            throw ApiError.of(403, 20001, "Bots cannot use this endpoint");
        }
        JsonNode body = call.body();
        int type = body.path("type").asInt();
        long channelId =
                world.channel(
                                RoutedRequest.snowflake(
                                        "channel_id", body.path("channel_id").asText()))
                        .id();
        Optional<StoredMessage> source = source(type, channelId, body);
        Account application =
                source.flatMap(message -> world.account(message.authorId()))
                        .or(() -> world.account(body.path("application_id").asLong()))
                        .filter(Account::bot)
                        .orElseThrow(() -> ApiError.of(404, 10002, "Unknown Application"));
        Open open = new Open(world.nextId(), type, application, account, channelId, world.now());
        open.original = source.orElse(null);
        byToken.put(open.token, open);
        forgetOldest(byToken);
        world.publish(
                GatewayEvent.toOne(
                        application.id(), "INTERACTION_CREATE", event(open, body.path("data"))));
        return Route.Answer.of(JsonTrees.object().put("id", Long.toString(open.id)));
    }

    private Optional<StoredMessage> source(int type, long channelId, JsonNode body) {
        if (type != COMPONENT) {
            return Optional.empty();
        }
        long id = RoutedRequest.snowflake("message_id", body.path("message_id").asText());
        StoredMessage hidden = ephemeral.get(id);
        return Optional.of(hidden != null ? hidden : world.message(channelId, id));
    }

    private ObjectNode event(Open open, JsonNode data) {
        ObjectNode event = JsonTrees.object();
        String guild = Long.toString(world.guild().id());
        event.put("id", Long.toString(open.id))
                .put("application_id", Long.toString(open.application.id()))
                .put("type", open.type)
                .put("token", open.token)
                .put("version", 1)
                .put("guild_id", guild)
                .put("channel_id", Long.toString(open.channelId))
                .put("locale", "en-US")
                .put("guild_locale", "en-US")
                .put("app_permissions", Render.permissions(open.application))
                .put("context", 0)
                .put("attachment_size_limit", 10 << 20);
        event.putObject("guild").put("id", guild).put("locale", "en-US").putArray("features");
        ObjectNode channel = render.channel(world.channel(open.channelId));
        event.set("channel", channel.put("permissions", Render.permissions(open.account)));
        ObjectNode member = render.member(open.account, true);
        event.set("member", member.put("permissions", Render.permissions(open.account)));
        event.set("data", data);
        event.putArray("entitlements");
        event.putObject("authorizing_integration_owners").put("0", guild);
        StoredMessage message = open.original;
        if (message != null) {
            event.set("message", render.message(message, new Viewer(open.application.id(), true)));
        }
        return event;
    }

    private Route.Answer callback(RoutedRequest call) {
        Open open = byToken.get(call.text("interaction_token"));
        Instant now = world.now();
        if (open == null
                || open.id != call.id("interaction_id")
                || (!open.acknowledged && open.startedAt.plus(ACKNOWLEDGED_WITHIN).isBefore(now))) {
            throw ApiError.of(404, 10062, "Unknown interaction");
        }
        if (open.acknowledged) {
            throw ApiError.of(400, 40060, "Interaction has already been acknowledged.");
        }
        JsonNode data = call.body().path("data");
        respond(open, call, data.isObject() ? data : JsonTrees.object());
        open.acknowledged = true;
        world.publish(
                GatewayEvent.toOne(
                        open.account.id(),
                        "INTERACTION_SUCCESS",
                        JsonTrees.object().put("id", Long.toString(open.id))));
        return call.flag("with_response")
                ? Route.Answer.of(response(open, call))
                : Route.Answer.NOTHING;
    }

    private void respond(Open open, RoutedRequest call, JsonNode data) {
        MessageForm form = new MessageForm(data, call.uploads());
        switch (call.body().path("type").asInt()) {
            case 1, 6, 8 -> {
                // A pong, a later edit, proposals while typing: nothing to see yet.
            }
            case 4 -> {
                if (form.isEmpty()) {
                    throw ApiError.of(400, 50006, "Cannot send an empty message");
                }
                open.original = show(open, messages.draft(open.channelId, open.author(), form));
            }
            case 5 -> {
                ObjectNode loading = JsonTrees.object();
                loading.put("flags", form.flags() | StoredMessage.LOADING);
                MessageForm empty = new MessageForm(loading, List.of());
                open.original = show(open, messages.draft(open.channelId, open.author(), empty));
            }
            case 7 -> open.original = edit(open.token, "@original", form);
            case 9 -> dialog(open, data);
            default ->
                    throw ApiError.form(
                            "type",
                            "BASE_TYPE_CHOICES",
                            "Value must be one of {1, 4, 5, 6, 7, 9}.");
        }
    }

    private void dialog(Open open, JsonNode data) {
        ObjectNode modal = data.deepCopy();
        modal.put("id", Long.toString(open.id)).put("channel_id", Long.toString(open.channelId));
        if (modal.path("components") instanceof ArrayNode components) {
            modal.set("components", Components.numbered(components));
        }
        modal.set(
                "application", JsonTrees.object().put("id", Long.toString(open.application.id())));
        world.publish(GatewayEvent.toOne(open.account.id(), "INTERACTION_MODAL_CREATE", modal));
    }

    private ObjectNode response(Open open, RoutedRequest call) {
        ObjectNode response = JsonTrees.object();
        ObjectNode interaction =
                response.putObject("interaction")
                        .put("id", Long.toString(open.id))
                        .put("type", open.type);
        int type = call.body().path("type").asInt();
        StoredMessage message = open.original;
        if (message != null && (type == 4 || type == 5 || type == 7)) {
            boolean hidden = (message.flags() & StoredMessage.EPHEMERAL) != 0;
            interaction
                    .put("response_message_id", Long.toString(message.id()))
                    .put("response_message_loading", type == 5)
                    .put("response_message_ephemeral", hidden);
            response.putObject("resource")
                    .put("type", type)
                    .set(
                            "message",
                            render.message(message, new Viewer(open.application.id(), true)));
        }
        return response;
    }

    /** Posts to all, or to the one who may see it. */
    private StoredMessage show(Open open, StoredMessage message) {
        if ((message.flags() & StoredMessage.EPHEMERAL) == 0) {
            return messages.store("MESSAGE_CREATE", message);
        }
        return showHidden(open, "MESSAGE_CREATE", message);
    }

    private StoredMessage showHidden(Open open, String event, StoredMessage message) {
        ephemeral.put(message.id(), message);
        forgetOldest(ephemeral);
        world.publish(
                GatewayEvent.toOne(
                        open.account.id(),
                        event,
                        render.event(message, new Viewer(open.account.id(), true))));
        return message;
    }

    Route.Answer followUp(RoutedRequest call, MessageForm form) {
        Open open = open(call.text("webhook_token"));
        if (form.isEmpty()) {
            throw ApiError.of(400, 50006, "Cannot send an empty message");
        }
        StoredMessage original = open.original;
        boolean fills = original != null && (original.flags() & StoredMessage.LOADING) != 0;
        StoredMessage message =
                fills
                        ? edit(open.token, "@original", form)
                        : show(open, messages.draft(open.channelId, open.author(), form));
        return Route.Answer.of(render.message(message, call.viewer()));
    }

    /**
     * @param id of a message, or {@code @original}
     */
    StoredMessage message(String token, String id) {
        Open open = open(token);
        StoredMessage original = open.original;
        if (id.equals("@original") && original == null) {
            throw ApiError.unknownMessage();
        }
        long messageId =
                id.equals("@original") && original != null
                        ? original.id()
                        : RoutedRequest.snowflake("message_id", id);
        StoredMessage hidden = ephemeral.get(messageId);
        return hidden != null ? hidden : world.message(open.channelId, messageId);
    }

    StoredMessage edit(String token, String id, MessageForm form) {
        StoredMessage old = message(token, id);
        Open open = open(token);
        StoredMessage edited;
        if ((old.flags() & StoredMessage.EPHEMERAL) == 0) {
            edited = messages.edit(old, form);
        } else {
            edited = showHidden(open, "MESSAGE_UPDATE", messages.edited(old, form));
        }
        StoredMessage original = open.original;
        if (original != null && original.id() == edited.id()) {
            open.original = edited;
        }
        return edited;
    }

    private Open open(String token) {
        Open open = byToken.get(token);
        if (open == null || open.startedAt.plus(TOKEN_GOOD_FOR).isBefore(world.now())) {
            throw ApiError.of(401, 50027, "Invalid Webhook Token");
        }
        return open;
    }

    private static void forgetOldest(Map<?, ?> map) {
        if (map.size() > KEPT) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
