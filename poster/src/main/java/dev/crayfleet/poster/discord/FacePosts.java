package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.ChannelWebhooks;
import dev.crayfleet.discord.TimedRequests;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.poster.rendering.Face;
import dev.crayfleet.poster.rendering.Post;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.Webhook;
import net.dv8tion.jda.api.entities.channel.attribute.IWebhookContainer;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.restaction.WebhookMessageCreateAction;
import net.dv8tion.jda.api.utils.FileUpload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts messages in the names of agents, by webhooks. Discord knows no nonces of webhooks, so who
 * is in doubt has to look for a message before it is posted again.
 */
final class FacePosts {
    private static final Logger LOG = LoggerFactory.getLogger(FacePosts.class);
    private static final int UNKNOWN_WEBHOOK = 10015;
    private static final int INVALID_TOKEN = 50027;
    private static final int BAD_REQUEST = 400;

    private final ChannelWebhooks webhooks;
    private final TimedRequests requests;

    FacePosts(ChannelWebhooks webhooks, TimedRequests requests) {
        this.webhooks = webhooks;
        this.requests = requests;
    }

    /** The files of a message, made anew for each request, because that uses them up. */
    interface Files {
        List<FileUpload> uploads() throws FileStore.FileLostException;
    }

    /**
     * Posts one message.
     *
     * @return false if it was not posted, and cannot be in this name
     * @throws ExecutionException if Discord fails in another way
     * @throws FileStore.FileLostException if a file cannot be read now
     */
    boolean post(MessageChannel channel, Face face, Post post, Files files)
            throws InterruptedException,
                    ExecutionException,
                    TimeoutException,
                    FileStore.FileLostException {
        Optional<IWebhookContainer> container = container(channel);
        if (container.isEmpty()) {
            return false;
        }
        // One that somebody has deleted is made anew, once.
        for (int tries = 0; tries < 2; tries++) {
            Optional<Webhook> webhook = webhooks.find(container.get());
            if (webhook.isEmpty()) {
                return false;
            }
            try {
                requests.within(request(webhook.get(), channel, face, post, files.uploads()));
                return true;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof ErrorResponseException answered)) {
                    throw e;
                }
                if (answered.getResponse().code == BAD_REQUEST) {
                    LOG.warn(
                            "Discord does not take a message in the name \"{}\": {} {}",
                            face.name(),
                            answered.getErrorCode(),
                            answered.getMeaning());
                    return false;
                }
                if (!isGone(answered)) {
                    throw e;
                }
                webhooks.forget(container.get());
            }
        }
        return false;
    }

    private static boolean isGone(ErrorResponseException e) {
        return e.getErrorCode() == UNKNOWN_WEBHOOK || e.getErrorCode() == INVALID_TOKEN;
    }

    private static WebhookMessageCreateAction<Message> request(
            Webhook webhook,
            MessageChannel channel,
            Face face,
            Post post,
            List<FileUpload> uploads) {
        WebhookMessageCreateAction<Message> request =
                webhook.sendMessage(post.content())
                        .setUsername(face.name())
                        .setAvatarUrl(face.avatar())
                        .setAllowedMentions(EnumSet.noneOf(Message.MentionType.class))
                        .addFiles(uploads);
        return channel instanceof ThreadChannel thread ? request.setThread(thread) : request;
    }

    /** A thread's messages come by the webhook of its channel. */
    private static Optional<IWebhookContainer> container(MessageChannel channel) {
        Object place =
                channel instanceof ThreadChannel thread ? thread.getParentChannel() : channel;
        return place instanceof IWebhookContainer container
                ? Optional.of(container)
                : Optional.empty();
    }
}
