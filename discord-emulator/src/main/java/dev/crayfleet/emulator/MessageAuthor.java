package dev.crayfleet.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a message is posted.
 *
 * @param id of an account or a webhook
 * @param name what a webhook calls itself in this message; null for accounts
 * @param application the bot that answered an interaction, so that it may edit the answer, or that
 *     made the webhook; else null
 * @param avatar address of the picture that a webhook shows for this message; else null
 */
record MessageAuthor(
        @JsonProperty("authorId") long id,
        @JsonProperty("authorName") @Nullable String name,
        @Nullable Long application,
        @JsonProperty("authorAvatar") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String avatar) {

    static MessageAuthor of(Account account) {
        return new MessageAuthor(account.id(), null, null, null);
    }

    /**
     * @param bot that made the webhook; null if a person did
     */
    static MessageAuthor of(
            Webhook webhook, String name, @Nullable String avatar, @Nullable Long bot) {
        return new MessageAuthor(webhook.id(), name, bot, avatar);
    }

    /** A bot that answers an interaction. */
    static MessageAuthor ofInteraction(Account bot) {
        return new MessageAuthor(bot.id(), null, bot.id(), null);
    }
}
