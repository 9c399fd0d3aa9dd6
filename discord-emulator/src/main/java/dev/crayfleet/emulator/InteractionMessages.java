package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What bots post and edit with an interaction's token. Callers hold the state's lock. */
final class InteractionMessages {
    private static final String ORIGINAL = "@original";

    private final EmulatorState state;
    private final Renderers renderers;
    private final MessageStore messages;
    private final InteractionStore interactions;

    InteractionMessages(
            EmulatorState state,
            Renderers renderers,
            MessageStore messages,
            InteractionStore interactions) {
        this.state = state;
        this.renderers = renderers;
        this.messages = messages;
        this.interactions = interactions;
    }

    boolean hasToken(String token) {
        return interactions.find(token).isPresent();
    }

    /** Posts the first answer. */
    void answer(Interaction interaction, MessageForm form) {
        form.checkNotEmpty();
        interaction.setOriginal(post(interaction, form));
    }

    /** Posts a placeholder, which the first follow-up replaces. */
    void defer(Interaction interaction, MessageForm form) {
        ObjectNode placeholder =
                JsonTrees.object().put("flags", form.flags() | StoredMessage.FLAG_LOADING);
        interaction.setOriginal(post(interaction, new MessageForm(placeholder, List.of())));
    }

    /** Edits the answer, or the message with the button that was clicked. */
    void editOriginal(Interaction interaction, MessageForm form) {
        edit(interaction.token(), ORIGINAL, form);
    }

    /**
     * @return the new message, or the placeholder filled with the form
     * @throws ApiError if the form is empty or the token is invalid
     */
    StoredMessage followUp(String token, MessageForm form) {
        Interaction interaction = interactions.require(token);
        form.checkNotEmpty();
        StoredMessage original = interaction.original();
        return original != null && original.hasFlag(StoredMessage.FLAG_LOADING)
                ? edit(token, ORIGINAL, form)
                : post(interaction, form);
    }

    /**
     * @param id of a message, or {@code @original}
     * @throws ApiError if there is none or the token is invalid
     */
    StoredMessage message(String token, String id) {
        Interaction interaction = interactions.require(token);
        if (!id.equals(ORIGINAL)) {
            long messageId = RoutedRequest.snowflake("message_id", id);
            return interactions.message(interaction.channelId(), messageId);
        }
        StoredMessage original = interaction.original();
        if (original == null) {
            throw ApiError.unknownMessage();
        }
        return interactions.message(interaction.channelId(), original.id());
    }

    /**
     * @param id of a message, or {@code @original}
     */
    StoredMessage edit(String token, String id, MessageForm form) {
        StoredMessage old = message(token, id);
        StoredMessage edited = messages.edited(old, form);
        Interaction interaction = interactions.require(token);
        if (old.hasFlag(StoredMessage.FLAG_EPHEMERAL)) {
            storeEphemeral(interaction, "MESSAGE_UPDATE", edited);
        } else {
            messages.update(edited);
        }
        StoredMessage original = interaction.original();
        if (original != null && original.id() == edited.id()) {
            interaction.setOriginal(edited);
        }
        return edited;
    }

    /** Posts to all, or to the person alone if the form says ephemeral. */
    private StoredMessage post(Interaction interaction, MessageForm form) {
        MessageAuthor author = MessageAuthor.ofInteraction(interaction.bot());
        StoredMessage message = messages.draft(interaction.channelId(), author, form);
        if (message.hasFlag(StoredMessage.FLAG_EPHEMERAL)) {
            storeEphemeral(interaction, "MESSAGE_CREATE", message);
        } else {
            messages.create(message);
        }
        return message;
    }

    private void storeEphemeral(Interaction interaction, String event, StoredMessage message) {
        interactions.putEphemeral(message);
        Account user = interaction.user();
        ObjectNode data = renderers.messages().event(message, Viewer.of(user));
        state.publish(GatewayEvent.toOne(user.id(), event, data));
    }
}
