package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Interactions as gateway events and as answers to callbacks. Callers hold the state's lock. */
final class InteractionRenderer {
    private static final int MAX_ATTACHMENT_BYTES = 10 << 20;

    private final EmulatorState state;
    private final Renderers renderers;

    InteractionRenderer(EmulatorState state, Renderers renderers) {
        this.state = state;
        this.renderers = renderers;
    }

    /**
     * What the bot receives.
     *
     * @param data what the person's client sent: the button, or the command and its options
     */
    ObjectNode event(Interaction interaction, JsonNode data) {
        ObjectNode event = JsonTrees.object();
        Guild guild = state.guilds().ofChannel(interaction.channelId());
        String guildId = Long.toString(guild.id());
        Account bot = interaction.bot();
        Account user = interaction.user();
        event.put("id", Long.toString(interaction.id()))
                .put("application_id", Long.toString(bot.id()))
                .put("type", interaction.type())
                .put("token", interaction.token())
                .put("version", 1)
                .put("guild_id", guildId)
                .put("channel_id", Long.toString(interaction.channelId()))
                .put("locale", "en-US")
                .put("guild_locale", "en-US")
                .put("app_permissions", Permissions.of(bot))
                .put("context", 0)
                .put("attachment_size_limit", MAX_ATTACHMENT_BYTES);
        event.putObject("guild").put("id", guildId).put("locale", "en-US").putArray("features");
        ObjectNode channel = renderers.channels().channel(state.channel(interaction.channelId()));
        event.set("channel", channel.put("permissions", Permissions.of(user)));
        ObjectNode member = renderers.users().member(user, guild);
        event.set("member", member.put("permissions", Permissions.of(user)));
        event.set("data", data);
        event.putArray("entitlements");
        event.putObject("authorizing_integration_owners").put("0", guildId);
        StoredMessage message = interaction.original();
        if (message != null) {
            event.set("message", renderers.messages().message(message, Viewer.of(bot)));
        }
        return event;
    }

    /**
     * What the person receives when the bot asks with a dialog.
     *
     * @param data the dialog as the bot sent it
     */
    ObjectNode dialog(Interaction interaction, JsonNode data) {
        ObjectNode dialog = data.deepCopy();
        dialog.put("id", Long.toString(interaction.id()))
                .put("channel_id", Long.toString(interaction.channelId()));
        if (dialog.path("components") instanceof ArrayNode components) {
            dialog.set("components", ComponentNumbering.numbered(components));
        }
        dialog.putObject("application").put("id", Long.toString(interaction.bot().id()));
        return dialog;
    }

    /** The answer to a callback that asked for one. */
    ObjectNode callbackResponse(Interaction interaction, int callbackType) {
        ObjectNode response = JsonTrees.object();
        ObjectNode node =
                response.putObject("interaction")
                        .put("id", Long.toString(interaction.id()))
                        .put("type", interaction.type());
        StoredMessage message = interaction.original();
        boolean hasMessage =
                callbackType == InteractionRoutes.CALLBACK_MESSAGE
                        || callbackType == InteractionRoutes.CALLBACK_DEFERRED_MESSAGE
                        || callbackType == InteractionRoutes.CALLBACK_UPDATE_MESSAGE;
        if (message != null && hasMessage) {
            node.put("response_message_id", Long.toString(message.id()))
                    .put(
                            "response_message_loading",
                            callbackType == InteractionRoutes.CALLBACK_DEFERRED_MESSAGE)
                    .put(
                            "response_message_ephemeral",
                            message.hasFlag(StoredMessage.FLAG_EPHEMERAL));
            Viewer bot = Viewer.of(interaction.bot());
            response.putObject("resource")
                    .put("type", callbackType)
                    .set("message", renderers.messages().message(message, bot));
        }
        return response;
    }
}
