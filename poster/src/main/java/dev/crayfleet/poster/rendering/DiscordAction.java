package dev.crayfleet.poster.rendering;

/** One thing to do at Discord. */
public sealed interface DiscordAction {
    /**
     * @param channelId snowflake
     * @param messageId snowflake
     * @param emoji the character
     */
    record React(String channelId, String messageId, String emoji) implements DiscordAction {}

    /** A message to post. */
    record Say(Room room, Post post) implements DiscordAction {}

    /** Which channel of ours. */
    enum Room {
        RESULTS,
        WORKER_POOL
    }
}
