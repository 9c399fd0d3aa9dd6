package dev.crayfleet.ingest.discord;

import dev.crayfleet.discord.Requests;
import dev.crayfleet.ingest.flow.ReadMark.Mark;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageHistory;
import net.dv8tion.jda.api.entities.channel.middleman.MessageChannel;

/** Reads a channel over REST, oldest first. */
final class ChannelReader {
    private static final int PAGE = 100;

    /** A snowflake's milliseconds are its upper bits. */
    private static final int MILLIS_SHIFT = 22;

    private final String channel;
    private final Duration overlap;
    private final Requests requests;

    /**
     * @param overlap how far before the mark to begin
     * @param patience for a page
     */
    ChannelReader(String channel, Duration overlap, Duration patience) {
        this.channel = channel;
        this.overlap = overlap;
        this.requests = new Requests(patience);
    }

    /** The channel is not there for us. */
    static final class NoChannelException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NoChannelException(String channel) {
            super(
                    "The task queue's channel %s is not visible to the bot. Check discord.task-queue-channel (TASK_QUEUE_CHANNEL), and that the bot may View Channel and Read Message History there."
                            .formatted(channel));
        }
    }

    /** Takes one message. */
    interface Taking {
        void take(Message message) throws InterruptedException;
    }

    /** Id of the last message, 0 in an empty channel. */
    long latest(JDA jda) throws InterruptedException, ExecutionException, TimeoutException {
        List<Message> last = requests.within(here(jda).getHistory().retrievePast(1));
        return last.isEmpty() ? 0 : last.getFirst().getIdLong();
    }

    /** Hands on all messages after the mark and a little before it, until there are no more. */
    void readAfter(JDA jda, Mark mark, Taking taking)
            throws InterruptedException, ExecutionException, TimeoutException {
        long after = Math.max(mark.begun(), mark.last() - (overlap.toMillis() << MILLIS_SHIFT));
        List<Message> page;
        do {
            page = page(jda, after);
            for (Message message : page) {
                taking.take(message);
                after = message.getIdLong();
            }
        } while (page.size() == PAGE);
    }

    private List<Message> page(JDA jda, long after)
            throws InterruptedException, ExecutionException, TimeoutException {
        MessageHistory history =
                requests.within(
                        MessageHistory.getHistoryAfter(here(jda), Long.toUnsignedString(after))
                                .limit(PAGE));
        return history.getRetrievedHistory().stream()
                .sorted(Comparator.comparingLong(Message::getIdLong))
                .toList();
    }

    private MessageChannel here(JDA jda) {
        MessageChannel found = jda.getChannelById(MessageChannel.class, channel);
        if (found == null) {
            throw new NoChannelException(channel);
        }
        return found;
    }
}
