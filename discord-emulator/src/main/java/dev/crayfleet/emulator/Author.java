package dev.crayfleet.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a message is posted.
 *
 * @param id of an account or a webhook
 * @param name what a webhook calls itself in this message; null for accounts
 * @param application the bot that answered an interaction, so that it may edit the answer; else
 *     null
 */
record Author(
        @JsonProperty("authorId") long id,
        @JsonProperty("authorName") @Nullable String name,
        @Nullable Long application) {

    static Author of(Account account) {
        return new Author(account.id(), null, null);
    }

    static Author of(Webhook webhook, String name) {
        return new Author(webhook.id(), name, null);
    }

    /** A bot that answers an interaction. */
    static Author ofInteraction(Account bot) {
        return new Author(bot.id(), null, bot.id());
    }
}
