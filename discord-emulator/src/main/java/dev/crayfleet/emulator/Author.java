package dev.crayfleet.emulator;

import org.jspecify.annotations.Nullable;

/**
 * In whose name a message is posted.
 *
 * @param id of an account or a webhook
 * @param name what a webhook calls itself in this message; null for accounts
 * @param application the bot behind an interaction's answer; else null
 */
record Author(long id, @Nullable String name, @Nullable Long application) {
    static Author of(Account account) {
        return new Author(account.id(), null, null);
    }
}
