package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.discord.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people once why their message is no task, by a reply and a cross. A bot gets only a few
 * replies an hour, and after that only the cross, because it might answer every reply.
 *
 * <p>Not thread-safe.
 */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final String CROSS = "❌";
    private static final int MAX_REASON_CHARS = 1_500;
    private static final int MAX_REPLIES_TO_A_BOT = 5;
    private static final Duration BOT_REPLY_WINDOW = Duration.ofHours(1);
    private static final int MAX_BOTS = 1_000;

    /** Discord counts failed requests, and blocks the address after too many. */
    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMinutes(1);

    private final ChannelRest channel;
    private final Clock clock;
    private final Map<String, BotReplies> repliesByBot = new LinkedHashMap<>();
    private Instant pausedUntil = Instant.MIN;

    Replies(ChannelRest channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    private record BotReplies(Instant since, int count) {}

    /**
     * @param bot id of the bot or webhook that posted the message, empty if a person did
     * @throws ExecutionException if Discord fails; it may do better later
     * @throws TimeoutException if it does not answer
     */
    void refuse(JDA jda, JsonNode message, String bot, String reason)
            throws InterruptedException, ExecutionException, TimeoutException {
        String id = message.path("id").asText();
        if (hasOurCross(message) || clock.instant().isBefore(pausedUntil)) {
            return;
        }
        try {
            if (bot.isEmpty() || mayReplyToBot(bot)) {
                // The same nonce each time, so that a message is answered once however often it is
                // read.
                String nonce = "refused-" + Long.parseUnsignedLong(id) % 1_000_000_000_000_000L;
                channel.reply(
                        jda, id, "❌ Not queued. " + Limits.cut(reason, MAX_REASON_CHARS), nonce);
            }
            // After the reply: the cross marks a message as answered.
            channel.react(jda, id, CROSS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ErrorResponseException error)) {
                throw e;
            }
            handleRefusal(id, Refusal.of(error), e);
        }
    }

    private void handleRefusal(String id, Refusal refusal, ExecutionException e)
            throws ExecutionException {
        if (refusal.code() == ErrorResponse.UNKNOWN_MESSAGE.getCode()) {
            LOG.info("message {} was deleted before it could be answered", id);
            return;
        }
        if (!refusal.isFinal() && !refusal.isBlocked()) {
            throw e;
        }
        LOG.warn("message {} could not be answered: {}", id, refusal.sentence());
        if (refusal.isBlocked() || refusal.isForbidden()) {
            pausedUntil = clock.instant().plus(PAUSE_AFTER_REFUSAL);
            LOG.warn(
                    "for a minute nothing is answered in the task queue's channel{}",
                    refusal.isForbidden()
                            ? "; the bot needs Send Messages, Read Message History and Add Reactions there"
                            : "");
        }
    }

    private boolean mayReplyToBot(String bot) {
        Instant now = clock.instant();
        BotReplies before = repliesByBot.remove(bot);
        BotReplies current =
                before == null || before.since().plus(BOT_REPLY_WINDOW).isBefore(now)
                        ? new BotReplies(now, 1)
                        : new BotReplies(before.since(), before.count() + 1);
        repliesByBot.put(bot, current);
        if (repliesByBot.size() > MAX_BOTS) {
            repliesByBot.remove(repliesByBot.keySet().iterator().next());
        }
        return current.count() <= MAX_REPLIES_TO_A_BOT;
    }

    /** Whether the message was already answered, and is only read again. */
    private static boolean hasOurCross(JsonNode message) {
        for (JsonNode reaction : message.path("reactions")) {
            if (reaction.path("me").asBoolean()
                    && reaction.path("emoji").path("name").asText().equals(CROSS)) {
                return true;
            }
        }
        return false;
    }
}
