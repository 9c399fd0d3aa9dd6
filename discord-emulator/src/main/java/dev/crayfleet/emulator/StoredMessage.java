package dev.crayfleet.emulator;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is now, without its reactions. The journal holds its groups unwrapped.
 *
 * @param edited when it was last edited, or null
 * @param replyTo the message answered, or null
 */
record StoredMessage(
        long id,
        long channelId,
        @JsonUnwrapped MessageAuthor author,
        @Nullable String nonce,
        @Nullable Instant edited,
        @Nullable Long replyTo,
        @JsonUnwrapped MessageBody body) {

    static final long FLAG_EPHEMERAL = 1 << 6;
    static final long FLAG_LOADING = 1 << 7;

    StoredMessage withBody(MessageBody newBody, Instant editedAt) {
        return new StoredMessage(id, channelId, author, nonce, editedAt, replyTo, newBody);
    }

    boolean hasFlag(long flag) {
        return (body.flags() & flag) != 0;
    }
}
