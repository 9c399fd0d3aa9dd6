package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.Texts;
import dev.crayfleet.discord.DiscordLink;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkState;
import dev.crayfleet.poster.rendering.DiscordAction;
import java.util.Optional;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;

/** Finds the channel that an action is for, or says why it cannot be reached now. */
final class ChannelLookup {
    private final DiscordSettings settings;
    private final DiscordLink link;

    ChannelLookup(DiscordSettings settings, DiscordLink link) {
        this.settings = settings;
        this.link = link;
    }

    /** What a lookup comes to. */
    sealed interface Result {
        record Reachable(MessageChannel channel) implements Result {}

        record Unreachable(Outcome reason) implements Result {}
    }

    Result find(DiscordAction action) {
        String id = channelId(action);
        if (!isSnowflake(id)) {
            return new Result.Unreachable(notAnId(action, id));
        }
        Optional<JDA> jda = link.jda();
        if (jda.isEmpty()) {
            return new Result.Unreachable(notLoggedIn());
        }
        MessageChannel channel = jda.get().getChannelById(MessageChannel.class, id);
        return channel == null
                ? new Result.Unreachable(notVisible(jda.get(), action, id))
                : new Result.Reachable(channel);
    }

    /**
     * Whether it is an unsigned number of 64 bits above 0, in ASCII digits. JDA uses some ids
     * without checking them.
     */
    static boolean isSnowflake(String id) {
        if (!id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        try {
            return Long.parseUnsignedLong(id) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String channelId(DiscordAction action) {
        return switch (action) {
            case DiscordAction.React react -> react.channelId();
            case DiscordAction.Reply reply -> reply.channelId();
            case DiscordAction.SendMessage message ->
                    switch (message.channel()) {
                        case RESULTS -> settings.channels().results();
                        case WORKER_POOL -> settings.channels().workerPool();
                    };
        };
    }

    private static Outcome notAnId(DiscordAction action, String id) {
        String reason = "\"" + Texts.oneLine(id) + "\" is no channel's id.";
        return switch (action) {
            case DiscordAction.React react -> new Outcome.Refused(reason);
            case DiscordAction.Reply reply -> new Outcome.Refused(reason);
            case DiscordAction.SendMessage message ->
                    new Outcome.NeedsOperator(
                            reason + " Check the channel ids of discord-config.env.");
        };
    }

    private Outcome notLoggedIn() {
        return switch (link.state()) {
            case LinkState.Failing failing when failing.operatorMustAct() ->
                    new Outcome.NeedsOperator(failing.reason());
            case LinkState.Failing failing -> new Outcome.Retryable(failing.reason());
            case LinkState.Connecting c -> new Outcome.Retryable("Discord is being logged in to.");
            case LinkState.Connected c -> new Outcome.Retryable("Discord is being logged in to.");
            case LinkState.Off off -> new Outcome.NeedsOperator("discord.token is not set.");
        };
    }

    private Outcome notVisible(JDA jda, DiscordAction action, String id) {
        if (!jda.getUnavailableGuilds().isEmpty() || jda.getStatus() != JDA.Status.CONNECTED) {
            return new Outcome.Retryable("Discord does not show the guild at the moment.");
        }
        boolean isAtAMessage = !(action instanceof DiscordAction.SendMessage);
        if (isAtAMessage && !id.equals(settings.channels().taskQueue())) {
            return new Outcome.Obsolete("channel " + id + " is gone");
        }
        return new Outcome.NeedsOperator(
                "Channel %s is not visible to the bot. Check the channel ids (discord-config.env), and that the bot may View Channel there."
                        .formatted(id));
    }
}
