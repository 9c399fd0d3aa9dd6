package dev.crayfleet.ingest.intake;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A message in the task queue, as far as intake looks at it.
 *
 * @param channelId snowflake
 * @param messageId snowflake
 * @param text as people see it, names and all, without a mention of us
 * @param instead what is there where text is expected
 * @param attachments in the order they were posted
 * @param answersUs whether it is a reply to a message of ours; of a bot also where nobody can tell
 *     any more what it replies to
 */
public record IncomingMessage(
        String channelId,
        String messageId,
        Author author,
        Kind kind,
        String text,
        Instead instead,
        List<Attachment> attachments,
        boolean answersUs,
        Instant postedAt) {
    public IncomingMessage {
        attachments = List.copyOf(attachments);
    }

    /** How a message came to be. */
    public enum Kind {
        /** Somebody wrote it. */
        WRITTEN,
        /** Somebody forwarded what somebody wrote elsewhere. */
        FORWARDED,
        /** A bot has promised it, and will fill it in by an edit. */
        UNFINISHED,
        /** Discord did: a pin, a join, a new thread; or it is of a kind that we do not know. */
        SYSTEM
    }

    /** What a message may consist of besides text, files and embeds. */
    public enum Instead {
        NOTHING(""),
        STICKER("There is only a sticker in it, so there is nothing to do."),
        POLL("A poll is no task. Write what is to be done in a message."),
        VOICE("A voice message cannot be read. Write what is to be done in a message.");

        private final String reason;

        Instead(String reason) {
            this.reason = reason;
        }
    }

    /**
     * @param id snowflake; a webhook's own where it was one
     * @param bot true for bots and webhooks
     * @param application snowflake of the application that posted it, empty where none did
     */
    public record Author(String id, String name, boolean bot, String application) {}

    /**
     * @param name as it was uploaded
     * @param size bytes, as Discord says
     * @param url of the file as it was uploaded
     * @param contentType as Discord says, empty where it says nothing
     */
    public record Attachment(String name, long size, String url, String contentType) {
        /** What Discord's own client makes of a text too long for a message, or the like. */
        boolean isText() {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.endsWith(".txt") || lower.endsWith(".md");
        }
    }

    /** Why there is nothing to do, where there is something instead of text. */
    String reasonInstead(String otherwise) {
        return instead == Instead.NOTHING ? otherwise : instead.reason;
    }
}
