package dev.crayfleet.ingest.intake;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A message in the task queue, as far as intake looks at it.
 *
 * @param channelId snowflake
 * @param messageId snowflake
 * @param attachments in the order they were posted
 * @param answersUs whether it is a reply to a message of ours
 */
public record Incoming(
        String channelId,
        String messageId,
        Author author,
        Kind kind,
        String text,
        List<Attachment> attachments,
        boolean answersUs,
        Instant postedAt) {
    public Incoming {
        attachments = List.copyOf(attachments);
    }

    /** Whether somebody wrote it, or Discord did: a pin, a join, a new thread. */
    public enum Kind {
        WRITTEN,
        SYSTEM
    }

    /**
     * @param id snowflake; a webhook's own where it was one
     * @param bot true for bots and webhooks
     */
    public record Author(String id, String name, boolean bot) {}

    /**
     * @param name as it was uploaded
     * @param size bytes
     */
    public record Attachment(String name, long size) {
        /** What Discord's own client makes of a text too long for a message, or the like. */
        boolean isText() {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.endsWith(".txt") || lower.endsWith(".md");
        }
    }
}
