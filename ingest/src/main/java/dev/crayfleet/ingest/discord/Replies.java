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
 * Tells people why their message is no task: a reply and a cross, once. A bot is told a few times
 * an hour only, and gets the cross alone besides: it might answer everything that is said to it.
 *
 * <p>Of one thread.
 */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final String CROSS = "❌";
    private static final int LONGEST = 1_500;
    private static final int TO_A_BOT = 5;
    private static final Duration TO_A_BOT_EVERY = Duration.ofHours(1);
    private static final int BOTS_REMEMBERED = 1_000;

    /** Refused requests are counted by Discord, and too many of them ban the address. */
    private static final Duration REST_AFTER_REFUSAL = Duration.ofMinutes(1);

    private final ChannelRest channel;
    private final Clock clock;
    private final Map<String, Told> bots = new LinkedHashMap<>();
    private Instant restsUntil = Instant.MIN;

    Replies(ChannelRest channel, Clock clock) {
        this.channel = channel;
        this.clock = clock;
    }

    private record Told(Instant since, int times) {}

    /**
     * @param bot id of the bot or webhook that posted the message, empty if a person did
     * @throws ExecutionException if Discord fails; it may do better later
     * @throws TimeoutException if it does not answer
     */
    void refuse(JDA jda, JsonNode message, String bot, String reason)
            throws InterruptedException, ExecutionException, TimeoutException {
        String id = message.path("id").asText();
        if (isRefused(message) || clock.instant().isBefore(restsUntil)) {
            return;
        }
        try {
            if (bot.isEmpty() || mayTell(bot)) {
                // The same message is answered once, however often it is read.
                String nonce = "refused-" + Long.parseUnsignedLong(id) % 1_000_000_000_000_000L;
                channel.reply(jda, id, "❌ Not queued. " + Limits.cut(reason, LONGEST), nonce);
            }
            // Last: it says that the reply is there.
            channel.react(jda, id, CROSS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ErrorResponseException error)) {
                throw e;
            }
            given(id, Refusal.of(error), e);
        }
    }

    private void given(String id, Refusal refusal, ExecutionException e) throws ExecutionException {
        if (refusal.code() == ErrorResponse.UNKNOWN_MESSAGE.getCode()) {
            LOG.info("message {} was deleted before it could be answered", id);
            return;
        }
        if (!refusal.isFinal() && !refusal.isBlocked()) {
            throw e;
        }
        LOG.warn("message {} could not be answered: {}", id, refusal.sentence());
        if (refusal.isBlocked() || refusal.isForbidden()) {
            restsUntil = clock.instant().plus(REST_AFTER_REFUSAL);
            LOG.warn(
                    "for a minute nothing is answered in the task queue's channel{}",
                    refusal.isForbidden()
                            ? "; the bot needs Send Messages, Read Message History and Add Reactions there"
                            : "");
        }
    }

    private boolean mayTell(String bot) {
        Instant now = clock.instant();
        Told before = bots.remove(bot);
        Told told =
                before == null || before.since().plus(TO_A_BOT_EVERY).isBefore(now)
                        ? new Told(now, 1)
                        : new Told(before.since(), before.times() + 1);
        bots.put(bot, told);
        if (bots.size() > BOTS_REMEMBERED) {
            bots.remove(bots.keySet().iterator().next());
        }
        return told.times() <= TO_A_BOT;
    }

    /** Read again after a restart: our cross is there already. */
    private static boolean isRefused(JsonNode message) {
        for (JsonNode reaction : message.path("reactions")) {
            if (reaction.path("me").asBoolean()
                    && reaction.path("emoji").path("name").asText().equals(CROSS)) {
                return true;
            }
        }
        return false;
    }
}
