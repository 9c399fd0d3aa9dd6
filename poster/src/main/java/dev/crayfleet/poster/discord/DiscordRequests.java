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
        RequestOutcome send(MessageChannel channel)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    @Override
    public RequestOutcome attempt(DiscordAction action) throws InterruptedException {
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
    public RequestOutcome find(DiscordAction action, InDoubtWindow inDoubt)
            throws InterruptedException {
        return inChannel(
                action,
                channel ->
                        switch (action) {
                            // A second reaction with the same emoji changes nothing.
                            case DiscordAction.React react -> new RequestOutcome.Absent();
                            case DiscordAction.Reply reply ->
                                    findMessage(channel, reply.post(), inDoubt);
                            case DiscordAction.SendMessage message ->
                                    findMessage(channel, message.post(), inDoubt);
                        });
    }

    private RequestOutcome inChannel(DiscordAction action, ChannelRequest request)
            throws InterruptedException {
        return switch (channels.find(action)) {
            case ChannelLookup.Result.Unreachable(RequestOutcome reason) -> reason;
            case ChannelLookup.Result.Reachable(MessageChannel channel) ->
                    orLeaveOut(
                            action, send(request, channel, action instanceof DiscordAction.React));
        };
    }

    /** Where the bot may react but not write, check marks do not wait for a reply. */
    private static RequestOutcome orLeaveOut(DiscordAction action, RequestOutcome outcome) {
        return action instanceof DiscordAction.Reply
                        && outcome instanceof RequestOutcome.NeedsOperator(String reason)
                ? new RequestOutcome.Obsolete(reason)
                : outcome;
    }

    private static RequestOutcome send(
            ChannelRequest request, MessageChannel channel, boolean reaction)
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

    private RequestOutcome react(MessageChannel channel, DiscordAction.React react)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!ChannelLookup.isSnowflake(react.messageId())) {
            return notAMessage(react.messageId());
        }
        requests.within(
                channel.addReactionById(react.messageId(), Emoji.fromUnicode(react.emoji())));
        return new RequestOutcome.Done();
    }

    private RequestOutcome reply(MessageChannel channel, DiscordAction.Reply reply)
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
        return new RequestOutcome.Done();
    }

    private static RequestOutcome notAMessage(String id) {
        return new RequestOutcome.Rejected("\"" + Texts.oneLine(id) + "\" is no message's id.");
    }

    private RequestOutcome findMessage(MessageChannel channel, Post post, InDoubtWindow inDoubt)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!postSearch.finds(channel, post, inDoubt)) {
            return new RequestOutcome.Absent();
        }
        LOG.info("a message of {} stands in channel {} already", inDoubt.from(), channel.getId());
        return new RequestOutcome.Found();
    }

    private RequestOutcome sendMessage(MessageChannel channel, Post post)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<FileUpload> uploads;
        try {
            uploads = attachments.uploadsOf(post);
        } catch (FileStore.FileLostException e) {
            return new RequestOutcome.Retryable(e.getMessage() + ".");
        }
        requests.within(
                channel.sendMessage(post.content())
                        .setAllowedMentions(EnumSet.noneOf(Message.MentionType.class))
                        .setNonce(post.nonce())
                        .addFiles(uploads));
        return new RequestOutcome.Done();
    }
}
