package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.Texts;
import dev.crayfleet.discord.TimedRequests;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Post;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.utils.FileUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to Discord through JDA. Each channel consumer has its own, so it is used by one thread
 * at a time.
 *
 * <p>Discord itself refuses a second post with the same nonce for some minutes.
 */
final class DiscordRequests implements DiscordClient {
    private static final Logger LOG = LoggerFactory.getLogger(DiscordRequests.class);

    private final ChannelLookup channels;
    private final Attachments attachments;
    private final TimedRequests requests;
    private final PostSearch postSearch;

    DiscordRequests(
            ChannelLookup channels,
            Attachments attachments,
            TimedRequests requests,
            PostSearch postSearch) {
        this.channels = channels;
        this.attachments = attachments;
        this.requests = requests;
        this.postSearch = postSearch;
    }

    /** A request that needs its channel. */
    private interface ChannelRequest {
        Outcome send(MessageChannel channel)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    @Override
    public Outcome attempt(DiscordAction action) throws InterruptedException {
        return inChannel(
                action,
                channel ->
                        switch (action) {
                            case DiscordAction.React react -> react(channel, react);
                            case DiscordAction.Reply reply -> reply(channel, reply);
                            case DiscordAction.SendMessage message ->
                                    sendMessage(channel, message.post());
                        });
    }

    @Override
    public Outcome find(DiscordAction action, InDoubtWindow inDoubt) throws InterruptedException {
        return inChannel(
                action,
                channel ->
                        switch (action) {
                            // A second reaction with the same emoji changes nothing.
                            case DiscordAction.React react -> new Outcome.Absent();
                            case DiscordAction.Reply reply ->
                                    findMessage(channel, reply.post(), inDoubt);
                            case DiscordAction.SendMessage message ->
                                    findMessage(channel, message.post(), inDoubt);
                        });
    }

    private Outcome inChannel(DiscordAction action, ChannelRequest request)
            throws InterruptedException {
        return switch (channels.find(action)) {
            case ChannelLookup.Result.Unreachable(Outcome reason) -> reason;
            case ChannelLookup.Result.Reachable(MessageChannel channel) ->
                    orLeaveOut(
                            action, send(request, channel, action instanceof DiscordAction.React));
        };
    }

    /** Where the bot may react but not write, check marks do not wait for a reply. */
    private static Outcome orLeaveOut(DiscordAction action, Outcome outcome) {
        return action instanceof DiscordAction.Reply
                        && outcome instanceof Outcome.NeedsOperator(String reason)
                ? new Outcome.Obsolete(reason)
                : outcome;
    }

    private static Outcome send(ChannelRequest request, MessageChannel channel, boolean reaction)
            throws InterruptedException {
        try {
            return request.send(channel);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return ErrorClassifier.classify(cause == null ? e : cause, channel.getId(), reaction);
        } catch (TimeoutException | RuntimeException e) {
            return ErrorClassifier.classify(e, channel.getId(), reaction);
        }
    }

    private Outcome react(MessageChannel channel, DiscordAction.React react)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!ChannelLookup.isSnowflake(react.messageId())) {
            return notAMessage(react.messageId());
        }
        requests.within(
                channel.addReactionById(react.messageId(), Emoji.fromUnicode(react.emoji())));
        return new Outcome.Done();
    }

    private Outcome reply(MessageChannel channel, DiscordAction.Reply reply)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!ChannelLookup.isSnowflake(reply.messageId())) {
            return notAMessage(reply.messageId());
        }
        requests.within(
                channel.sendMessage(reply.post().content())
                        .setMessageReference(reply.messageId())
                        .failOnInvalidReply(false)
                        .setAllowedMentions(EnumSet.noneOf(Message.MentionType.class))
                        .setNonce(reply.post().nonce()));
        return new Outcome.Done();
    }

    private static Outcome notAMessage(String id) {
        return new Outcome.Refused("\"" + Texts.oneLine(id) + "\" is no message's id.");
    }

    private Outcome findMessage(MessageChannel channel, Post post, InDoubtWindow inDoubt)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!postSearch.finds(channel, post, inDoubt)) {
            return new Outcome.Absent();
        }
        LOG.info("a message of {} stands in channel {} already", inDoubt.from(), channel.getId());
        return new Outcome.Found();
    }

    private Outcome sendMessage(MessageChannel channel, Post post)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<FileUpload> uploads;
        try {
            uploads = attachments.uploadsOf(post);
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
