package dev.crayfleet.discord;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.User;
import net.dv8tion.jda.api.entities.Webhook;
import net.dv8tion.jda.api.entities.channel.attribute.IWebhookContainer;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InsufficientPermissionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks by which the bot posts in other names: one for each channel, made when it is needed
 * first, and found again after a restart. Where the bot may not have one, that is logged once and
 * not tried again for an hour. Safe for many threads; two that begin at once may make two.
 */
public final class ChannelWebhooks {
    /** Of the webhooks that are ours, if the bot has made them. */
    public static final String NAME = "crayfleet";

    private static final Logger LOG = LoggerFactory.getLogger(ChannelWebhooks.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private final TimedRequests requests;
    private final Clock clock;
    private final Map<Long, Webhook> found = new ConcurrentHashMap<>();
    private final Map<Long, Instant> deniedUntil = new ConcurrentHashMap<>();

    public ChannelWebhooks(TimedRequests requests, Clock clock) {
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Our webhook in this channel.
     *
     * @return empty where the bot may not have one there
     * @throws ExecutionException if Discord fails in another way
     */
    public Optional<Webhook> find(IWebhookContainer channel)
            throws InterruptedException, ExecutionException, TimeoutException {
        long id = channel.getIdLong();
        Webhook known = found.get(id);
        // After another login, the old one leads to nowhere.
        if (known != null && known.getJDA() == channel.getJDA()) {
            return Optional.of(known);
        }
        Instant denied = deniedUntil.get(id);
        if (denied != null && clock.instant().isBefore(denied)) {
            return Optional.empty();
        }
        try {
            Webhook webhook = findOrMake(channel);
            found.put(id, webhook);
            deniedUntil.remove(id);
            return Optional.of(webhook);
        } catch (InsufficientPermissionException e) {
            deny(channel, "it lacks " + e.getPermission().getName());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ErrorResponseException answered) || !isDenied(answered)) {
                throw e;
            }
            deny(channel, Refusal.of(answered).sentence());
        }
        return Optional.empty();
    }

    /** It is gone: the next who asks for it gets another. */
    public void forget(IWebhookContainer channel) {
        found.remove(channel.getIdLong());
    }

    private Webhook findOrMake(IWebhookContainer channel)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Webhook> there = requests.within(channel.retrieveWebhooks());
        long self = channel.getJDA().getSelfUser().getIdLong();
        Optional<Webhook> ours =
                there.stream()
                        .filter(each -> each.getName().equals(NAME) && each.getToken() != null)
                        .filter(each -> isOf(each, self))
                        .findFirst();
        if (ours.isPresent()) {
            return ours.get();
        }
        LOG.info("the webhook \"{}\" is made in channel {}", NAME, channel.getId());
        return requests.within(channel.createWebhook(NAME));
    }

    private static boolean isOf(Webhook webhook, long bot) {
        User owner = webhook.getOwnerAsUser();
        return owner != null && owner.getIdLong() == bot;
    }

    /** No right to it, or there are too many there. */
    private static boolean isDenied(ErrorResponseException e) {
        int status = e.getResponse().code;
        return status == FORBIDDEN || status == BAD_REQUEST;
    }

    private void deny(IWebhookContainer channel, String reason) {
        Instant until = clock.instant().plus(PAUSE);
        if (deniedUntil.put(channel.getIdLong(), until) == null) {
            LOG.warn(
                    "The bot cannot post in the names of agents in channel {}, because it may have no webhook there: {}. Their names stand in the texts instead. Grant it Manage Webhooks there; it is tried again every hour.",
                    channel.getId(),
                    reason);
        }
    }
}
