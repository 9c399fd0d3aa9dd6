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
    private static final String CONNECTING = "Discord is being logged in to.";

    private final DiscordSettings settings;
    private final DiscordLink link;

    ChannelLookup(DiscordSettings settings, DiscordLink link) {
        this.settings = settings;
        this.link = link;
    }

    /** The result of a lookup. */
    sealed interface Result {
        record Reachable(MessageChannel channel) implements Result {}

        record Unreachable(RequestOutcome reason) implements Result {}
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
     * Whether it is a positive unsigned 64-bit number in ASCII digits. Checked here, because JDA
     * does not check all ids.
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
            case DiscordAction.PostResult result ->
                    result.place().channelId() == null
                            ? settings.channels().results()
                            : result.place().channelId();
            case DiscordAction.SendMessage message ->
                    switch (message.channel()) {
                        case RESULTS -> settings.channels().results();
                        case WORKER_POOL -> settings.channels().workerPool();
                    };
        };
    }

    private static RequestOutcome notAnId(DiscordAction action, String id) {
        String reason = "\"" + Texts.oneLine(id) + "\" is no channel's id.";
        return switch (action) {
            case DiscordAction.React react -> new RequestOutcome.Rejected(reason);
            case DiscordAction.Reply reply -> new RequestOutcome.Rejected(reason);
            case DiscordAction.SendMessage _, DiscordAction.PostResult _ ->
                    new RequestOutcome.NeedsOperator(
                            reason + " Check the channel ids of discord-config.env.");
        };
    }

    private RequestOutcome notLoggedIn() {
        return switch (link.state()) {
            case LinkState.Failing failing -> new RequestOutcome.NotLoggedIn(failing.reason());
            case LinkState.Connecting c -> new RequestOutcome.NotLoggedIn(CONNECTING);
            case LinkState.Connected c -> new RequestOutcome.NotLoggedIn(CONNECTING);
            case LinkState.Off off -> new RequestOutcome.NeedsOperator("DISCORD_TOKEN is not set.");
        };
    }

    private RequestOutcome notVisible(JDA jda, DiscordAction action, String id) {
        if (!jda.getUnavailableGuilds().isEmpty() || jda.getStatus() != JDA.Status.CONNECTED) {
            return new RequestOutcome.Retryable("Discord does not show the guild at the moment.");
        }
        boolean isAtAMessage =
                action instanceof DiscordAction.React || action instanceof DiscordAction.Reply;
        if (isAtAMessage && !id.equals(settings.channels().taskQueue())) {
            return new RequestOutcome.Obsolete("channel " + id + " is gone");
        }
        return new RequestOutcome.NeedsOperator(
                "Channel %s is not visible to the bot. Check the channel ids (discord-config.env), and that the bot may View Channel there."
                        .formatted(id));
    }
}
