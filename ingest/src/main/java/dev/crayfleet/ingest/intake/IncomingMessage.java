package dev.crayfleet.ingest.intake;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A message in the task queue, reduced to the fields that intake needs.
 *
 * @param channelId snowflake
 * @param messageId snowflake
 * @param text as people see it, names and all, without a mention of us
 * @param otherContent content that is neither a text nor a file
 * @param attachments in the order they were posted
 * @param isReplyToUs whether it replies to a message of ours; for a bot also true if the message
 *     that it replies to is gone
 */
public record IncomingMessage(
        String channelId,
        String messageId,
        Author author,
        Kind kind,
        String text,
        OtherContent otherContent,
        List<Attachment> attachments,
        boolean isReplyToUs,
        Instant postedAt) {
    public IncomingMessage {
        attachments = List.copyOf(attachments);
    }

    /** Who wrote a message, and whether it is complete. */
    public enum Kind {
        /** Somebody wrote it. */
        WRITTEN,
        /** Somebody forwarded what somebody wrote elsewhere. */
        FORWARDED,
        /** A bot posted it without text, and will add the text by an edit. */
        UNFINISHED,
        /** Discord wrote it: a pin, a join, a new thread; or its type is unknown. */
        SYSTEM
    }

    /** What a message may consist of besides text, files and embeds. */
    public enum OtherContent {
        NOTHING(""),
        STICKER("There is only a sticker in it, so there is nothing to do."),
        POLL("A poll is no task. Write what is to be done in a message."),
        VOICE("A voice message cannot be read. Write what is to be done in a message.");

        private final String reason;

        OtherContent(String reason) {
            this.reason = reason;
        }
    }

    /**
     * @param id snowflake; a webhook's own where it was one
     * @param isBot true for bots and webhooks
     * @param applicationId snowflake of the application that posted it, empty where none did
     * @param roles at the server, snowflakes; empty where there are none, or Discord did not say
     */
    public record Author(
            String id, String name, boolean isBot, String applicationId, List<String> roles) {
        public Author {
            roles = List.copyOf(roles);
        }

        /** Somebody without roles. */
        public Author(String id, String name, boolean isBot, String applicationId) {
            this(id, name, isBot, applicationId, List.of());
        }
    }

    /**
     * @param name as it was uploaded
     * @param size bytes, as Discord says
     * @param url of the file as it was uploaded
     * @param contentType as Discord says, empty where it says nothing
     */
    public record Attachment(String name, long size, String url, String contentType) {
        /**
         * Whether it may be the prompt. Discord's client turns a text that is too long into such an
         * attachment.
         */
        boolean isText() {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.endsWith(".txt") || lower.endsWith(".md");
        }
    }

    /** The same message, of whose author Discord was asked for the roles. */
    public IncomingMessage withRoles(List<String> roles) {
        return new IncomingMessage(
                channelId,
                messageId,
                new Author(
                        author.id(), author.name(), author.isBot(), author.applicationId(), roles),
                kind,
                text,
                otherContent,
                attachments,
                isReplyToUs,
                postedAt);
    }

    /** Why there is nothing to do, in a message without text. */
    String reasonForNoText(String otherwise) {
        return otherContent == OtherContent.NOTHING ? otherwise : otherContent.reason;
    }
}
