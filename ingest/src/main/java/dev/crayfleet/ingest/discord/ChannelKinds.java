package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.discord.Refusal;
import java.util.Optional;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.channel.middleman.StandardGuildMessageChannel;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;

/** Says why tasks cannot be read from a channel, in a sentence for whoever configured it. */
final class ChannelKinds {
    private static final int MISSING_ACCESS_CODE = 50001;
    private static final int UNKNOWN_CHANNEL_CODE = 10003;

    private ChannelKinds() {}

    /** Tasks cannot be read from the channel; the message says why. */
    private static final class UnusableChannelException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        UnusableChannelException(String sentence) {
            super(sentence);
        }
    }

    /**
     * Checks that tasks can be read from a channel. Asks Discord for its type unless JDA knows it
     * as a text channel.
     *
     * @throws Exception if not; {@link #describeFailure} turns it into a sentence
     */
    static void check(JDA jda, ChannelRest channel) throws Exception {
        GuildMessageChannel known =
                jda.getChannelById(GuildMessageChannel.class, channel.channelId());
        if (!(known instanceof StandardGuildMessageChannel)) {
            if (!jda.getUnavailableGuilds().isEmpty()) {
                throw new UnusableChannelException(
                        "Discord has an outage: the server is not available for the moment. The task queue is read on when it is back.");
            }
            Optional<String> objection = objectionTo(channel.fetchChannel(jda));
            if (objection.isPresent()) {
                throw new UnusableChannelException(objection.get());
            }
        }
        if (known != null && !mayRead(known)) {
            // Without this check, Discord would return an empty list of messages.
            throw new UnusableChannelException(notVisible(channel.channelId()));
        }
    }

    private static boolean mayRead(GuildMessageChannel channel) {
        return channel.getGuild()
                .getSelfMember()
                .hasPermission(channel, Permission.VIEW_CHANNEL, Permission.MESSAGE_HISTORY);
    }

    /** Why a channel could not be read, for people. */
    static String describeFailure(String channel, Throwable e) {
        if (e instanceof UnusableChannelException) {
            return String.valueOf(e.getMessage());
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof ErrorResponseException error
                ? describeRefusal(channel, Refusal.of(error))
                : "Discord or Kafka does not answer: " + cause.getMessage();
    }

    /**
     * @param channel as Discord tells it
     * @return a sentence; empty if it can be read
     */
    private static Optional<String> objectionTo(JsonNode channel) {
        String kind =
                switch (channel.path("type").asInt(-1)) {
                    case 0, 5 -> "";
                    case 10, 11, 12 ->
                            channel.path("thread_metadata").path("archived").asBoolean()
                                    ? "an archived thread. Write in it once to reopen it, or better, take a text channel"
                                    : "";
                    case 1, 3 -> "a private conversation. Take a text channel of a server";
                    case 2, 13 -> "a voice channel. Take a text channel";
                    case 4 -> "a category, which only holds channels. Take a text channel in it";
                    case 15, 16 ->
                            "a forum, where each post is a thread of its own. Take a text channel";
                    default -> "of a kind that this build does not know. Take a text channel";
                };
        return kind.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The task queue's channel %s is %s, and set discord.task-queue-channel (TASK_QUEUE_CHANNEL) to its id."
                                .formatted(channel.path("id").asText("?"), kind));
    }

    /** Explains why Discord refuses to show a channel. */
    private static String describeRefusal(String channel, Refusal refusal) {
        if (refusal.isBlocked()) {
            return refusal.sentence() + "; it is tried again.";
        }
        return switch (refusal.code()) {
            case UNKNOWN_CHANNEL_CODE ->
                    "The task queue's channel %s is not visible to the bot: Discord knows no channel with this id. Check discord.task-queue-channel (TASK_QUEUE_CHANNEL)."
                            .formatted(channel);
            case MISSING_ACCESS_CODE -> notVisible(channel);
            default ->
                    "The task queue's channel %s cannot be read: %s."
                            .formatted(channel, refusal.sentence());
        };
    }

    private static String notVisible(String channel) {
        return "The task queue's channel %s is not visible to the bot. Check discord.task-queue-channel (TASK_QUEUE_CHANNEL), and that the bot may View Channel and Read Message History there."
                .formatted(channel);
    }
}
