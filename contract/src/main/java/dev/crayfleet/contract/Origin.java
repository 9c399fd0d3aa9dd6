package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Where a task came in, so that answers find their way back. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
public sealed interface Origin {
    /** A message in a Discord channel: reactions and replies go there. Ids are snowflakes. */
    record Discord(String channelId, String messageId) implements Origin {}

    /** {@code POST /tasks}. */
    record Http() implements Origin {}

    /** The command line. */
    record Cli() implements Origin {}

    /**
     * A foreign record on the tasks topic.
     *
     * @param partition where it lay
     * @param offset where it lay
     */
    record Kafka(int partition, long offset) implements Origin {}
}
