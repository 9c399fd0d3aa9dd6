package dev.crayfleet.ingest.discord;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.discord.Requests;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people why their message is no task: a reply and a cross, once. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final Emoji CROSS = Emoji.fromUnicode("❌");
    private static final int LONGEST = 1_500;

    private final Requests requests;

    /**
     * @param patience for each request, rate limits included
     */
    Replies(Duration patience) {
        this.requests = new Requests(patience);
    }

    /**
     * @throws ExecutionException if Discord refuses or fails
     * @throws TimeoutException if it does not answer
     */
    void refuse(Message message, String reason)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (isRefused(message)) {
            return;
        }
        try {
            requests.within(
                    message.reply("❌ Not queued. " + Limits.cut(reason, LONGEST))
                            .setAllowedMentions(EnumSet.noneOf(Message.MentionType.class))
                            .mentionRepliedUser(false)
                            .failOnInvalidReply(false)
                            // The same message is answered once, however often it is read.
                            .setNonce("refused-" + message.getIdLong() % 1_000_000_000_000_000L));
            // Last: it says that the reply is there.
            requests.within(message.addReaction(CROSS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ErrorResponseException error
                    && error.getErrorResponse() == ErrorResponse.UNKNOWN_MESSAGE) {
                LOG.info("message {} was deleted before it could be answered", message.getId());
                return;
            }
            throw e;
        }
    }

    /** Read again after a restart: our cross is there already. */
    private static boolean isRefused(Message message) {
        return message.getReactions().stream()
                .anyMatch(each -> each.isSelf() && each.getEmoji().equals(CROSS));
    }
}
