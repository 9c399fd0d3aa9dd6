package dev.crayfleet.emulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of the journal: a change of the world. Applying all of them in order restores it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(Entry.GuildFounded.class),
    @JsonSubTypes.Type(Entry.AccountAdded.class),
    @JsonSubTypes.Type(Entry.ChannelStored.class),
    @JsonSubTypes.Type(Entry.MessageStored.class),
    @JsonSubTypes.Type(Entry.MessagesDeleted.class),
    @JsonSubTypes.Type(Entry.ReactionAdded.class),
    @JsonSubTypes.Type(Entry.ReactionsRemoved.class),
    @JsonSubTypes.Type(Entry.WebhookAdded.class),
    @JsonSubTypes.Type(Entry.WebhookDeleted.class),
    @JsonSubTypes.Type(Entry.CommandsSet.class)
})
sealed interface Entry {
    @JsonTypeName("guild-founded")
    record GuildFounded(long id, long botRole, String name) implements Entry {}

    @JsonTypeName("account-added")
    record AccountAdded(Account account) implements Entry {}

    /** A channel that is new or changed. */
    @JsonTypeName("channel-stored")
    record ChannelStored(Channel channel) implements Entry {}

    /** A message that is new or edited. */
    @JsonTypeName("message-stored")
    record MessageStored(StoredMessage message) implements Entry {}

    @JsonTypeName("messages-deleted")
    record MessagesDeleted(long channelId, List<Long> ids) implements Entry {
        public MessagesDeleted {
            ids = List.copyOf(ids);
        }
    }

    @JsonTypeName("reaction-added")
    record ReactionAdded(long messageId, String emoji, long accountId) implements Entry {}

    /** No emoji: all of them. No account: everybody's. */
    @JsonTypeName("reactions-removed")
    record ReactionsRemoved(long messageId, @Nullable String emoji, @Nullable Long accountId)
            implements Entry {}

    @JsonTypeName("webhook-added")
    record WebhookAdded(Webhook webhook) implements Entry {}

    @JsonTypeName("webhook-deleted")
    record WebhookDeleted(long id) implements Entry {}

    /** The slash commands of a bot, for the guild or for everywhere; replaces the earlier ones. */
    @JsonTypeName("commands-set")
    record CommandsSet(long application, boolean inGuild, JsonNode commands) implements Entry {}
}
