package dev.crayfleet.poster.discord;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.utils.TimeUtil;

/**
 * The messages of a channel before a point in time, read backward page by page. Each page is read
 * once, and only if a search needs it. Confined to one thread.
 */
final class ChannelHistory {
    /** Messages of a page. */
    static final int PAGE_SIZE = 100;

    /**
     * A message in a channel.
     *
     * @param id snowflake
     * @param isOurs whether this bot posted it, in whatever name
     * @param text leading and trailing blanks do not count
     */
    record HistoryMessage(long id, boolean isOurs, String text) {}

    /** Reads the history of a channel. */
    interface PageReader {
        /**
         * The {@link #PAGE_SIZE} messages before this id, or as many as there are, newest first.
         */
        List<HistoryMessage> before(long id)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    private final int maxMessages;
    private final List<HistoryMessage> ourMessages = new ArrayList<>();
    private long oldestId;
    private int messagesRead;
    private boolean channelStartReached;

    /**
     * @param until the point in time
     * @param maxMessages how many messages are read at most
     */
    ChannelHistory(Instant until, int maxMessages) {
        this.maxMessages = maxMessages;
        this.oldestId = TimeUtil.getDiscordTimestamp(until.toEpochMilli());
    }

    /**
     * Whether this bot posted this text after {@code since}. A message is found only once, because
     * several posts may have the same text.
     *
     * @param pages where to read further messages
     */
    boolean takeMatch(PageReader pages, String text, Instant since)
            throws InterruptedException, ExecutionException, TimeoutException {
        long firstId = TimeUtil.getDiscordTimestamp(since.toEpochMilli());
        int checked = 0;
        while (true) {
            if (takeMatchFrom(checked, text.strip(), firstId)) {
                return true;
            }
            if (channelStartReached || messagesRead >= maxMessages || oldestId < firstId) {
                return false;
            }
            checked = ourMessages.size();
            readNextPage(pages);
        }
    }

    private boolean takeMatchFrom(int index, String text, long firstId) {
        Iterator<HistoryMessage> unchecked = ourMessages.listIterator(index);
        while (unchecked.hasNext()) {
            HistoryMessage message = unchecked.next();
            if (message.id() >= firstId && message.text().strip().equals(text)) {
                unchecked.remove();
                return true;
            }
        }
        return false;
    }

    private void readNextPage(PageReader pages)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<HistoryMessage> page = pages.before(oldestId);
        for (HistoryMessage message : page) {
            oldestId = Math.min(oldestId, message.id());
            if (message.isOurs()) {
                ourMessages.add(message);
            }
        }
        messagesRead += page.size();
        channelStartReached = page.size() < PAGE_SIZE;
    }
}
