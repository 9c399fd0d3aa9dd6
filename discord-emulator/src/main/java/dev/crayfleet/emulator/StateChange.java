package dev.crayfleet.emulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of the state: one line of the journal. Applying all of them in order restores it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(StateChange.GuildCreated.class),
    @JsonSubTypes.Type(StateChange.AccountAdded.class),
    @JsonSubTypes.Type(StateChange.ChannelStored.class),
    @JsonSubTypes.Type(StateChange.MessageStored.class),
    @JsonSubTypes.Type(StateChange.MessagesDeleted.class),
    @JsonSubTypes.Type(StateChange.ReactionAdded.class),
    @JsonSubTypes.Type(StateChange.ReactionsRemoved.class),
    @JsonSubTypes.Type(StateChange.WebhookAdded.class),
    @JsonSubTypes.Type(StateChange.WebhookDeleted.class),
    @JsonSubTypes.Type(StateChange.CommandsSet.class)
})
sealed interface StateChange {
    /**
     * A guild is new or renamed.
     *
     * @param botRole id of the role that all bots have
     */
    @JsonTypeName("guild-founded")
    record GuildCreated(long id, long botRole, String name) implements StateChange {}

    @JsonTypeName("account-added")
    record AccountAdded(Account account) implements StateChange {}

    /** A channel that is new or changed. */
    @JsonTypeName("channel-stored")
    record ChannelStored(Channel channel) implements StateChange {}

    /** A message that is new or edited. */
    @JsonTypeName("message-stored")
    record MessageStored(StoredMessage message) implements StateChange {}

    @JsonTypeName("messages-deleted")
    record MessagesDeleted(long channelId, List<Long> ids) implements StateChange {
        public MessagesDeleted {
            ids = List.copyOf(ids);
        }
    }

    @JsonTypeName("reaction-added")
    record ReactionAdded(long messageId, String emoji, long accountId) implements StateChange {}

    /**
     * @param emoji null removes all emojis
     * @param accountId null removes everybody's
     */
    @JsonTypeName("reactions-removed")
    record ReactionsRemoved(long messageId, @Nullable String emoji, @Nullable Long accountId)
            implements StateChange {}

    @JsonTypeName("webhook-added")
    record WebhookAdded(Webhook webhook) implements StateChange {}

    @JsonTypeName("webhook-deleted")
    record WebhookDeleted(long id) implements StateChange {}

    /** All slash commands of a bot, either in the guild or global; replaces the earlier ones. */
    @JsonTypeName("commands-set")
    record CommandsSet(long application, boolean inGuild, JsonNode commands)
            implements StateChange {}
}
