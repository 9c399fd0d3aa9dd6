package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands, without its reactions.
 *
 * @param authorId the account or webhook that posted it
 * @param authorName what to call a webhook in this message; null for accounts
 * @param application the bot behind an interaction's answer, so that it may edit it; else null
 * @param replyTo the message answered, or null
 */
record StoredMessage(
        long id,
        long channelId,
        long authorId,
        @Nullable String authorName,
        @Nullable Long application,
        String content,
        @Nullable String nonce,
        @Nullable Instant edited,
        @Nullable Long replyTo,
        long flags,
        Mentions mentions,
        JsonNode embeds,
        JsonNode components,
        List<StoredFile> files) {

    static final long EPHEMERAL = 1 << 6;
    static final long LOADING = 1 << 7;

    /** Who is pinged: accounts, and whether everyone. */
    record Mentions(List<Long> accounts, boolean everyone) {
        static final Mentions NONE = new Mentions(List.of(), false);

        Mentions {
            accounts = List.copyOf(accounts);
        }
    }

    StoredMessage {
        files = List.copyOf(files);
    }

    boolean byWebhook() {
        return authorName != null;
    }
}
