package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.Texts;
import dev.crayfleet.discord.TimedRequests;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Face;
import dev.crayfleet.poster.rendering.Post;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private static final int MAX_TOLD = 1_000;

    private final ChannelLookup channels;
    private final Attachments attachments;
    private final TimedRequests requests;
    private final PostSearch postSearch;
    private final FacePosts faces;

    /** Channels of results that were found to be out of reach, each of which is told once. */
    private final Set<String> unreachable = new HashSet<>();

    DiscordRequests(
            ChannelLookup channels,
            Attachments attachments,
            TimedRequests requests,
            PostSearch postSearch,
            FacePosts faces) {
        this.channels = channels;
        this.attachments = attachments;
        this.requests = requests;
        this.postSearch = postSearch;
        this.faces = faces;
    }

    /** A request that needs its channel. */
    private interface ChannelRequest {
        RequestOutcome send(MessageChannel channel)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    @Override
    public RequestOutcome attempt(DiscordAction action) throws InterruptedException {
        if (!(action instanceof DiscordAction.PostResult result)) {
            return attemptThere(action);
        }
        RequestOutcome outcome = attemptThere(result);
        String wanted = result.place().channelId();
        if (wanted == null || !(outcome instanceof RequestOutcome.NeedsOperator(String reason))) {
            return outcome;
        }
        // Others wait for what comes after this one: nobody's channel may hold them up.
        if (unreachable.size() < MAX_TOLD && unreachable.add(wanted)) {
            LOG.warn(
                    "results that are for channel {} are posted where others are: {}",
                    Texts.oneLine(wanted),
                    reason);
        }
        return attemptThere(result.inUsualChannel());
    }

    private RequestOutcome attemptThere(DiscordAction action) throws InterruptedException {
        return inChannel(
                action,
                channel ->
                        switch (action) {
                            case DiscordAction.React react -> react(channel, react);
                            case DiscordAction.Reply reply -> reply(channel, reply);
                            case DiscordAction.SendMessage message ->
                                    sendMessage(channel, message.post());
                            case DiscordAction.PostResult result -> postResult(channel, result);
                        });
    }

    @Override
    public RequestOutcome find(DiscordAction action, InDoubtWindow inDoubt)
            throws InterruptedException {
        RequestOutcome outcome = findThere(action, inDoubt);
        // It may have been out of reach when it was posted.
        return action instanceof DiscordAction.PostResult result
                        && result.place().channelId() != null
                        && (outcome instanceof RequestOutcome.Absent
                                || outcome instanceof RequestOutcome.NeedsOperator)
                ? findThere(result.inUsualChannel(), inDoubt)
                : outcome;
    }

    private RequestOutcome findThere(DiscordAction action, InDoubtWindow inDoubt)
            throws InterruptedException {
        return inChannel(
                action,
                channel ->
                        switch (action) {
                            // A second reaction with the same emoji changes nothing.
                            case DiscordAction.React react -> new RequestOutcome.Absent();
                            case DiscordAction.Reply reply ->
                                    findMessage(channel, reply.post().content(), inDoubt);
                            case DiscordAction.SendMessage message ->
                                    findMessage(channel, message.post().content(), inDoubt);
                            case DiscordAction.PostResult result ->
                                    findResult(channel, result, inDoubt);
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

    /** With the name above it, or in it. */
    private RequestOutcome findResult(
            MessageChannel channel, DiscordAction.PostResult result, InDoubtWindow inDoubt)
            throws InterruptedException, ExecutionException, TimeoutException {
        String text = result.post().content();
        RequestOutcome outcome = findMessage(channel, text, inDoubt);
        Face face = result.place().face();
        return face == null || !(outcome instanceof RequestOutcome.Absent)
                ? outcome
                : findMessage(channel, face.asText(text), inDoubt);
    }

    private RequestOutcome findMessage(MessageChannel channel, String text, InDoubtWindow inDoubt)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!postSearch.finds(channel, text, inDoubt)) {
            return new RequestOutcome.Absent();
        }
        LOG.info("a message of {} stands in channel {} already", inDoubt.from(), channel.getId());
        return new RequestOutcome.Found();
    }

    private RequestOutcome postResult(MessageChannel channel, DiscordAction.PostResult result)
            throws InterruptedException, ExecutionException, TimeoutException {
        Post post = result.post();
        Face face = result.place().face();
        if (face == null) {
            return sendMessage(channel, post);
        }
        try {
            return faces.post(channel, face, post, () -> attachments.uploadsOf(post))
                    ? new RequestOutcome.Done()
                    : sendMessage(channel, post, face.asText(post.content()));
        } catch (FileStore.FileLostException e) {
            return new RequestOutcome.Retryable(e.getMessage() + ".");
        }
    }

    private RequestOutcome sendMessage(MessageChannel channel, Post post)
            throws InterruptedException, ExecutionException, TimeoutException {
        return sendMessage(channel, post, post.content());
    }

    private RequestOutcome sendMessage(MessageChannel channel, Post post, String text)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<FileUpload> uploads;
        try {
            uploads = attachments.uploadsOf(post);
        } catch (FileStore.FileLostException e) {
            return new RequestOutcome.Retryable(e.getMessage() + ".");
        }
        requests.within(
                channel.sendMessage(text)
                        .setAllowedMentions(EnumSet.noneOf(Message.MentionType.class))
                        .setNonce(post.nonce())
                        .addFiles(uploads));
        return new RequestOutcome.Done();
    }
}
