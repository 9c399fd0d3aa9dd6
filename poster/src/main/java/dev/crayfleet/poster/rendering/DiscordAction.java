package dev.crayfleet.poster.rendering;

/** One thing to do at Discord. */
public sealed interface DiscordAction {
    /**
     * Add a reaction to a message.
     *
     * @param channelId snowflake
     * @param messageId snowflake
     * @param emoji as Unicode
     */
    record React(String channelId, String messageId, String emoji) implements DiscordAction {}

    /**
     * Answer a message, in its own channel; where that message is gone, the answer stands alone.
     *
     * @param channelId snowflake
     * @param messageId snowflake
     */
    record Reply(String channelId, String messageId, Post post) implements DiscordAction {}

    /** Post a message. */
    record SendMessage(TargetChannel channel, Post post) implements DiscordAction {}

    /** The channels of {@code DiscordSettings} that messages go to. */
    enum TargetChannel {
        RESULTS,
        WORKER_POOL
    }
}
