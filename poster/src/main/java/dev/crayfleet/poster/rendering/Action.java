package dev.crayfleet.poster.rendering;

/** One thing to do at Discord. */
public sealed interface Action {
    /**
     * @param channelId snowflake
     * @param messageId snowflake
     * @param emoji the character
     */
    record React(String channelId, String messageId, String emoji) implements Action {}

    /** A message to post. */
    record Say(Room room, Post post) implements Action {}

    /** Which channel of ours. */
    enum Room {
        RESULTS,
        WORKER_POOL
    }
}
