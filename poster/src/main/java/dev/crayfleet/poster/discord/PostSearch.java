package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.Requests;
import dev.crayfleet.poster.rendering.Post;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.entities.MessageHistory;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;
import org.jspecify.annotations.Nullable;

/**
 * Looks in a channel for a post of ours that may have been made before: by its text, as Discord
 * does not tell nonces afterwards. It looks from the latest that it can have been made backward,
 * because a line stands still from such a post on, however much it posted since the record. What
 * was read serves all partitions that were taken over together. Of one line, so of one thread at a
 * time.
 */
final class PostSearch {
    private final Requests requests;
    private final int most;
    private @Nullable Reach last;

    private record Reach(String channel, Instant until, ChannelHistory past) {}

    /**
     * @param most messages to look through
     */
    PostSearch(Requests requests, int most) {
        this.requests = requests;
        this.most = most;
    }

    boolean finds(MessageChannel channel, Post post, InDoubtWindow doubt)
            throws InterruptedException, ExecutionException, TimeoutException {
        return past(channel, doubt.until())
                .take(
                        id -> before(channel, id),
                        post.content(),
                        doubt.from().minus(InDoubtWindow.SLACK));
    }

    private ChannelHistory past(MessageChannel channel, Instant until) {
        Reach reach = last;
        if (reach == null
                || !reach.channel().equals(channel.getId())
                || !reach.until().equals(until)) {
            ChannelHistory past = new ChannelHistory(until.plus(InDoubtWindow.SLACK), most);
            reach = new Reach(channel.getId(), until, past);
            last = reach;
        }
        return reach.past();
    }

    private List<ChannelHistory.Seen> before(MessageChannel channel, long id)
            throws InterruptedException, ExecutionException, TimeoutException {
        long self = channel.getJDA().getSelfUser().getIdLong();
        MessageHistory page =
                requests.within(
                        MessageHistory.getHistoryBefore(channel, Long.toUnsignedString(id))
                                .limit(ChannelHistory.PAGE));
        return page.getRetrievedHistory().stream()
                .map(message ->
                        new ChannelHistory.Seen(
                                message.getIdLong(),
                                message.getAuthor().getIdLong() == self,
                                message.getContentRaw()))
                .toList();
    }
}
