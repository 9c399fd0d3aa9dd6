package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Adds and removes reactions and publishes it. Callers hold the state's lock. */
final class ReactionStore {
    private static final int MAX_EMOJIS = 20;

    private final EmulatorState state;
    private final Renderers renderers;

    ReactionStore(EmulatorState state, Renderers renderers) {
        this.state = state;
        this.renderers = renderers;
    }

    /**
     * Does nothing if the account has reacted so already.
     *
     * @throws ApiError if it is no emoji, or the message has too many different ones
     */
    void add(StoredMessage message, String emoji, Account account) {
        if (emoji.isBlank() || emoji.chars().allMatch(c -> c < 128)) {
            throw ApiError.of(400, 10014, "Unknown Emoji");
        }
        ReactionIndex reactions = state.reactions();
        if (reactions.of(message.id(), emoji).contains(account.id())) {
            return;
        }
        if (!reactions.of(message.id()).containsKey(emoji)
                && reactions.of(message.id()).size() >= MAX_EMOJIS) {
            throw ApiError.of(400, 30010, "Maximum number of reactions reached (20)");
        }
        state.commit(new StateChange.ReactionAdded(message.id(), emoji, account.id()));
        ObjectNode data = userReaction(message, emoji, account.id());
        data.put("message_author_id", Long.toString(message.author().id()));
        data.set(
                "member",
                renderers.users().member(account, state.guilds().ofChannel(message.channelId())));
        publish("MESSAGE_REACTION_ADD", data);
    }

    /** Does nothing if the account has not reacted so. */
    void remove(StoredMessage message, String emoji, long accountId) {
        if (!state.reactions().of(message.id(), emoji).contains(accountId)) {
            return;
        }
        state.commit(new StateChange.ReactionsRemoved(message.id(), emoji, accountId));
        publish("MESSAGE_REACTION_REMOVE", userReaction(message, emoji, accountId));
    }

    void removeAll(StoredMessage message) {
        state.commit(new StateChange.ReactionsRemoved(message.id(), null, null));
        publish("MESSAGE_REACTION_REMOVE_ALL", onMessage(message));
    }

    void removeEmoji(StoredMessage message, String emoji) {
        state.commit(new StateChange.ReactionsRemoved(message.id(), emoji, null));
        ObjectNode data = onMessage(message);
        data.set("emoji", MessageRenderer.emoji(emoji));
        publish("MESSAGE_REACTION_REMOVE_EMOJI", data);
    }

    private void publish(String event, ObjectNode data) {
        state.publish(GatewayEvent.toAll(event, Intents.REACTIONS, data));
    }

    private ObjectNode userReaction(StoredMessage message, String emoji, long accountId) {
        ObjectNode data = onMessage(message);
        data.put("user_id", Long.toString(accountId)).put("burst", false).put("type", 0);
        data.set("emoji", MessageRenderer.emoji(emoji));
        return data;
    }

    private ObjectNode onMessage(StoredMessage message) {
        return JsonTrees.object()
                .put("channel_id", Long.toString(message.channelId()))
                .put("guild_id", state.guildIdOf(message.channelId()))
                .put("message_id", Long.toString(message.id()));
    }
}
