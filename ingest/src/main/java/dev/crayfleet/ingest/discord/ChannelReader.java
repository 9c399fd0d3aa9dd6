package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.ingest.discord.ChannelRest.UnreadableException;
import java.time.Clock;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a channel over REST, oldest message first. If a page cannot be read, smaller pages are
 * tried, until the one unreadable message is found and skipped.
 */
final class ChannelReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelReader.class);
    private static final int MAX_PAGE = 100;

    /** The upper bits of a snowflake are milliseconds since this time. */
    private static final long DISCORD_EPOCH_MS = 1_420_070_400_000L;

    private static final int MILLIS_SHIFT = 22;

    /** How far Discord's clock may be ahead of ours. */
    private static final Duration MAX_CLOCK_SKEW = Duration.ofDays(1);

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}|[0-8][0-9]{18}");

    private final Duration overlap;
    private final Clock clock;
    private final Runnable onUnreadable;

    /**
     * @param overlap how far before the position reading begins
     * @param onUnreadable called for each message that cannot be read
     */
    ChannelReader(Duration overlap, Clock clock, Runnable onUnreadable) {
        this.overlap = overlap;
        this.clock = clock;
        this.onUnreadable = onUnreadable;
    }

    /** Reads the messages that follow an id, in any order. */
    interface PageSource {
        JsonNode after(long id, int limit)
                throws InterruptedException,
                        ExecutionException,
                        TimeoutException,
                        UnreadableException;
    }

    /** Takes one message. */
    interface MessageConsumer {
        void accept(long id, JsonNode message) throws InterruptedException, Exception;
    }

    /**
     * @param snowflake as a text
     * @return 0 if it is no valid id
     */
    static long id(JsonNode snowflake) {
        String id = snowflake.asText("");
        return ID.matcher(id).matches() ? Long.parseLong(id) : 0;
    }

    /**
     * Passes all messages after a position, and those shortly before it, to the consumer.
     *
     * @param startedAfter id up to which messages are left out
     * @return the id of the last message, or the position if there is none
     */
    long readAfter(PageSource pages, long startedAfter, long position, MessageConsumer consumer)
            throws Exception {
        long after = Math.max(startedAfter, position - (overlap.toMillis() << MILLIS_SHIFT));
        int limit = MAX_PAGE;
        while (true) {
            JsonNode page;
            try {
                page = pages.after(after, limit);
            } catch (UnreadableException e) {
                if (limit > 1) {
                    limit /= 2;
                } else {
                    after = skipUnreadable(pages, after, e);
                }
                continue;
            }
            TreeMap<Long, JsonNode> messages = sortById(page, after);
            for (var message : messages.entrySet()) {
                consumer.accept(message.getKey(), message.getValue());
                after = message.getKey();
            }
            if (page.size() < limit || messages.isEmpty()) {
                return Math.max(after, position);
            }
            limit = Math.min(MAX_PAGE, limit * 2);
        }
    }

    private TreeMap<Long, JsonNode> sortById(JsonNode page, long after) {
        TreeMap<Long, JsonNode> messages = new TreeMap<>();
        for (JsonNode message : page) {
            long id = id(message.path("id"));
            if (id > after) {
                messages.put(id, message);
            } else {
                LOG.warn("something in the task queue's channel has no id and is passed over");
                onUnreadable.run();
            }
        }
        return messages;
    }

    /**
     * Finds the nearest id from which the channel can be read again: in growing steps and then by
     * halves, because the id of a message that cannot be read is not known.
     */
    private long skipUnreadable(PageSource pages, long after, UnreadableException failure)
            throws Exception {
        long end = clock.millis() - DISCORD_EPOCH_MS + MAX_CLOCK_SKEW.toMillis() << MILLIS_SHIFT;
        if (!isReadable(pages, end)) {
            // The whole channel is unreadable, not just one message.
            throw failure;
        }
        long lastUnreadable = after;
        long readableFrom = after + (1L << MILLIS_SHIFT);
        for (long step = 1L << MILLIS_SHIFT;
                readableFrom < end && !isReadable(pages, readableFrom);
                step *= 2) {
            lastUnreadable = readableFrom;
            readableFrom += step;
        }
        while (readableFrom - lastUnreadable > 1) {
            long middle = lastUnreadable + (readableFrom - lastUnreadable) / 2;
            if (isReadable(pages, middle)) {
                readableFrom = middle;
            } else {
                lastUnreadable = middle;
            }
        }
        LOG.warn(
                "message {} of the task queue cannot be read and is passed over",
                readableFrom,
                failure);
        onUnreadable.run();
        return readableFrom;
    }

    private static boolean isReadable(PageSource pages, long after) throws Exception {
        try {
            pages.after(after, 1);
            return true;
        } catch (UnreadableException e) {
            LOG.debug("what is after {} cannot be read", after, e);
            return false;
        }
    }
}
