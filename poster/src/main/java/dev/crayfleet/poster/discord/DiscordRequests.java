package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.Texts;
import dev.crayfleet.discord.DiscordLink;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkState;
import dev.crayfleet.discord.Requests;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Post;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.utils.FileUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try at Discord, or one look at it. Of one line, so of one thread at a time.
 *
 * <p>Discord itself refuses a second post with the same nonce for some minutes.
 */
final class Channels implements Delivery.Discord {
    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    private final DiscordSettings settings;
    private final DiscordLink link;
    private final Attachments attachments;
    private final Requests requests;
    private final PostSearch lookBack;

    Channels(
            DiscordSettings settings,
            DiscordLink link,
            Attachments attachments,
            Requests requests,
            PostSearch lookBack) {
        this.settings = settings;
        this.link = link;
        this.attachments = attachments;
        this.requests = requests;
        this.lookBack = lookBack;
    }

    /** What is done at a channel that is there. */
    private interface Work {
        Outcome at(MessageChannel channel)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    @Override
    public Outcome attempt(DiscordAction action) throws InterruptedException {
        return work(
                action,
                channel ->
                        switch (action) {
                            case DiscordAction.React react -> react(channel, react);
                            case DiscordAction.Say say -> say(channel, say.post());
                        });
    }

    @Override
    public Outcome look(DiscordAction action, InDoubtWindow doubt) throws InterruptedException {
        return work(
                action,
                channel ->
                        switch (action) {
                            // To react twice is to react once.
                            case DiscordAction.React react -> new Outcome.Absent();
                            case DiscordAction.Say say -> look(channel, say.post(), doubt);
                        });
    }

    private Outcome work(DiscordAction action, Work work) throws InterruptedException {
        String channel = channel(action);
        if (!isSnowflake(channel)) {
            String reason = "\"" + Texts.oneLine(channel) + "\" is no channel's id.";
            return switch (action) {
                case DiscordAction.React react -> new Outcome.Refused(reason);
                case DiscordAction.Say say ->
                        new Outcome.NeedsOperator(
                                reason + " Check the channel ids of discord-config.env.");
            };
        }
        Optional<JDA> jda = link.jda();
        if (jda.isEmpty()) {
            return notLoggedIn();
        }
        MessageChannel found = jda.get().getChannelById(MessageChannel.class, channel);
        boolean reaction = action instanceof DiscordAction.React;
        if (found == null) {
            return absent(jda.get(), channel, reaction);
        }
        try {
            return work.at(found);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return ErrorClassifier.of(cause == null ? e : cause, channel, reaction);
        } catch (TimeoutException | RuntimeException e) {
            return ErrorClassifier.of(e, channel, reaction);
        }
    }

    /** Unsigned, 64 bits, in our digits; JDA does not look at all of them before it uses them. */
    private static boolean isSnowflake(String id) {
        if (!id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        try {
            return Long.parseUnsignedLong(id) != 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String channel(DiscordAction action) {
        return switch (action) {
            case DiscordAction.React react -> react.channelId();
            case DiscordAction.Say say ->
                    switch (say.room()) {
                        case RESULTS -> settings.channels().results();
                        case WORKER_POOL -> settings.channels().workerPool();
                    };
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

    private Outcome absent(JDA jda, String channel, boolean reaction) {
        if (!jda.getUnavailableGuilds().isEmpty() || jda.getStatus() != JDA.Status.CONNECTED) {
            return new Outcome.Retryable("Discord does not show the guild at the moment.");
        }
        if (reaction && !channel.equals(settings.channels().taskQueue())) {
            return new Outcome.Obsolete("channel " + channel + " is gone");
        }
        return new Outcome.NeedsOperator(
                "Channel %s is not visible to the bot. Check the channel ids (discord-config.env), and that the bot may View Channel there."
                        .formatted(channel));
    }

    private Outcome react(MessageChannel channel, DiscordAction.React react)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!isSnowflake(react.messageId())) {
            return new Outcome.Refused(
                    "\"" + Texts.oneLine(react.messageId()) + "\" is no message's id.");
        }
        requests.within(
                channel.addReactionById(react.messageId(), Emoji.fromUnicode(react.emoji())));
        return new Outcome.Done();
    }

    private Outcome look(MessageChannel channel, Post post, InDoubtWindow doubt)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!lookBack.finds(channel, post, doubt)) {
            return new Outcome.Absent();
        }
        LOG.info("a message of {} stands in channel {} already", doubt.from(), channel.getId());
        return new Outcome.Found();
    }

    private Outcome say(MessageChannel channel, Post post)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<FileUpload> uploads;
        try {
            uploads = attachments.of(post);
        } catch (FileStore.FileLostException e) {
            return new Outcome.Retryable(e.getMessage() + ".");
        }
        requests.within(
                channel.sendMessage(post.content())
                        .setAllowedMentions(EnumSet.noneOf(Message.MentionType.class))
                        .setNonce(post.nonce())
                        .addFiles(uploads));
        return new Outcome.Done();
    }
}
