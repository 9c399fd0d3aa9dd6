package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a task was submitted, so that reactions and results can be sent back there. */
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
     * @param partition of the record
     * @param offset of the record
     */
    record Kafka(int partition, long offset) implements Origin {}
}
