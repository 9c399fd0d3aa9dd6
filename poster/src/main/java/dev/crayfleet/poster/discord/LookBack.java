package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.Requests;
import dev.crayfleet.poster.rendering.Post;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageHistory;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import net.dv8tion.jda.api.utils.TimeUtil;

/** Looks in a channel for a post of ours that may have been made before. */
final class LookBack {
    private static final int PAGE = 100;

    /** Discord's clock and ours differ. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Requests requests;
    private final int most;

    /**
     * @param most messages to look through
     */
    LookBack(Requests requests, int most) {
        this.requests = requests;
        this.most = most;
    }

    /**
     * @param since it cannot have been made before
     */
    boolean finds(MessageChannel channel, Post post, Instant since)
            throws InterruptedException, ExecutionException, TimeoutException {
        long self = channel.getJDA().getSelfUser().getIdLong();
        long after = TimeUtil.getDiscordTimestamp(since.minus(SLACK).toEpochMilli());
        for (int seen = 0; seen < most; seen += PAGE) {
            MessageHistory page =
                    requests.within(
                            MessageHistory.getHistoryAfter(channel, Long.toUnsignedString(after))
                                    .limit(PAGE));
            List<Message> messages = page.getRetrievedHistory();
            if (messages.stream().anyMatch(message -> is(message, post, self))) {
                return true;
            }
            if (messages.size() < PAGE) {
                return false;
            }
            after =
                    messages.stream()
                            .max(Comparator.comparingLong(Message::getIdLong))
                            .orElseThrow()
                            .getIdLong();
        }
        return false;
    }

    /** Discord tells the nonce only for a while; the text says the same, as it names the task. */
    private static boolean is(Message message, Post post, long self) {
        return message.getAuthor().getIdLong() == self
                && (post.nonce().equals(message.getNonce())
                        || message.getContentRaw().strip().equals(post.content().strip()));
    }
}
