package dev.crayfleet.emulator;

import java.util.List;
import java.util.Optional;

/**
 * A message as it is now, for tests.
 *
 * @param nonce empty if it was posted without one
 * @param replyTo id of the message it answers
 * @param json the whole message as a client gets it, with embeds and components
 */
public record EmulatedMessage(
        String id,
        String channelId,
        Author author,
        String content,
        Optional<String> nonce,
        Optional<String> replyTo,
        List<Reaction> reactions,
        List<Attachment> attachments,
        String json) {

    public EmulatedMessage {
        reactions = List.copyOf(reactions);
        attachments = List.copyOf(attachments);
    }

    /**
     * @param bot true for bots and webhooks
     */
    public record Author(String id, String name, boolean bot) {}

    /**
     * @param emoji the character, or {@code name:id}
     * @param userIds who reacted, in that order
     */
    public record Reaction(String emoji, List<String> userIds) {
        public Reaction {
            userIds = List.copyOf(userIds);
        }
    }

    /** A file, with all its bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and copied on the way in and out
    public record Attachment(String id, String name, String contentType, byte[] bytes) {
        public Attachment {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /** Whether anybody reacted with this. */
    public boolean hasReaction(String emoji) {
        return reactions.stream().anyMatch(reaction -> reaction.emoji().equals(emoji));
    }
}
