package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.TimedRequests;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageHistory;
import net.dv8tion.jda.api.entities.SelfUser;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.jspecify.annotations.Nullable;

/**
 * Searches a channel for a post that may have been made before. It compares texts, because Discord
 * does not return nonces. It searches backward from the latest time at which the post can have been
 * made. Nothing is posted after a post in doubt, so it is near that time, however many posts were
 * made since the record was written.
 *
 * <p>Partitions that were taken over at the same time share the history that was read. Used by one
 * thread at a time.
 */
final class PostSearch {
    private final TimedRequests requests;
    private final int maxMessages;
    private @Nullable CachedHistory cached;

    private record CachedHistory(String channelId, Instant until, ChannelHistory history) {}

    /**
     * @param maxMessages how many messages are read at most
     */
    PostSearch(TimedRequests requests, int maxMessages) {
        this.requests = requests;
        this.maxMessages = maxMessages;
    }

    boolean finds(MessageChannel channel, String text, InDoubtWindow inDoubt)
            throws InterruptedException, ExecutionException, TimeoutException {
        return history(channel, inDoubt.until())
                .takeMatch(
                        id -> pageBefore(channel, id),
                        text,
                        inDoubt.from().minus(InDoubtWindow.CLOCK_SKEW));
    }

    private ChannelHistory history(MessageChannel channel, Instant until) {
        CachedHistory last = cached;
        if (last == null
                || !last.channelId().equals(channel.getId())
                || !last.until().equals(until)) {
            ChannelHistory history =
                    new ChannelHistory(until.plus(InDoubtWindow.CLOCK_SKEW), maxMessages);
            last = new CachedHistory(channel.getId(), until, history);
            cached = last;
        }
        return last.history();
    }

    private List<ChannelHistory.HistoryMessage> pageBefore(MessageChannel channel, long id)
            throws InterruptedException, ExecutionException, TimeoutException {
        SelfUser self = channel.getJDA().getSelfUser();
        MessageHistory page =
                requests.within(
                        MessageHistory.getHistoryBefore(channel, Long.toUnsignedString(id))
                                .limit(ChannelHistory.PAGE_SIZE));
        return page.getRetrievedHistory().stream()
                .map(message ->
                        new ChannelHistory.HistoryMessage(
                                message.getIdLong(), isOf(self, message), message.getContentRaw()))
                .toList();
    }

    /** What it has posted in other names, too, whether the webhook is still there or not. */
    private static boolean isOf(SelfUser self, Message message) {
        return message.getAuthor().getIdLong() == self.getIdLong()
                || message.isWebhookMessage()
                        && message.getApplicationIdLong() == self.getApplicationIdLong();
    }
}
