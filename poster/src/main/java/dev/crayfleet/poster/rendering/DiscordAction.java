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

    /**
     * Post a message of a result somewhere else than others, or in another name. Where that cannot
     * be done, it is posted in #results, or with the name in its text.
     */
    record PostResult(ResultPlace place, Post post) implements DiscordAction {
        public PostResult inUsualChannel() {
            return new PostResult(new ResultPlace(null, place.face()), post);
        }

        /** A plain one, in the bot's own name. */
        public PostResult fallback() {
            return new PostResult(new ResultPlace(place.channelId(), null), FallbackPost.of(post));
        }
    }

    /** The channels of {@code DiscordSettings} that messages go to. */
    enum TargetChannel {
        RESULTS,
        WORKER_POOL
    }
}
