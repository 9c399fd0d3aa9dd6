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
 * Reads a channel over REST, oldest first. Where a page cannot be read, smaller ones are tried, and
 * the one message that spoils it is passed over.
 */
final class ChannelReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelReader.class);
    private static final int PAGE = 100;

    /** A snowflake's milliseconds, since this time, are its upper bits. */
    private static final long EPOCH = 1_420_070_400_000L;

    private static final int MILLIS_SHIFT = 22;

    /** Discord's clock may be before ours. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}|[0-8][0-9]{18}");

    private final Duration overlap;
    private final Clock clock;
    private final Runnable passedOver;

    /**
     * @param overlap how far before the place to begin
     * @param passedOver told of each message that cannot be read
     */
    ChannelReader(Duration overlap, Clock clock, Runnable passedOver) {
        this.overlap = overlap;
        this.clock = clock;
        this.passedOver = passedOver;
    }

    /** The next messages after an id, in any order. */
    interface Pages {
        JsonNode after(long id, int limit)
                throws InterruptedException,
                        ExecutionException,
                        TimeoutException,
                        UnreadableException;
    }

    /** Takes one message. */
    interface Taking {
        void take(long id, JsonNode message) throws InterruptedException, Exception;
    }

    /**
     * @param snowflake as a text
     * @return 0 where there is none
     */
    static long id(JsonNode snowflake) {
        String id = snowflake.asText("");
        return ID.matcher(id).matches() ? Long.parseLong(id) : 0;
    }

    /**
     * Hands on all messages after a place and a little before it, until there are no more.
     *
     * @param begun what is not after it is history
     * @return the id of the last one, or the place
     */
    long readAfter(Pages pages, long begun, long place, Taking taking) throws Exception {
        long after = Math.max(begun, place - (overlap.toMillis() << MILLIS_SHIFT));
        int limit = PAGE;
        while (true) {
            JsonNode page;
            try {
                page = pages.after(after, limit);
            } catch (UnreadableException e) {
                if (limit > 1) {
                    limit /= 2;
                } else {
                    after = passOver(pages, after, e);
                }
                continue;
            }
            TreeMap<Long, JsonNode> messages = inOrder(page, after);
            for (var message : messages.entrySet()) {
                taking.take(message.getKey(), message.getValue());
                after = message.getKey();
            }
            if (page.size() < limit || messages.isEmpty()) {
                return Math.max(after, place);
            }
            limit = Math.min(PAGE, limit * 2);
        }
    }

    private TreeMap<Long, JsonNode> inOrder(JsonNode page, long after) {
        TreeMap<Long, JsonNode> messages = new TreeMap<>();
        for (JsonNode message : page) {
            long id = id(message.path("id"));
            if (id > after) {
                messages.put(id, message);
            } else {
                LOG.warn("something in the task queue's channel has no id and is passed over");
                passedOver.run();
            }
        }
        return messages;
    }

    /**
     * A place near by from which the channel can be read again: searched for in growing steps and
     * then by halves, because nobody can read the id of what cannot be read.
     */
    private long passOver(Pages pages, long after, UnreadableException why) throws Exception {
        long end = clock.millis() - EPOCH + AHEAD.toMillis() << MILLIS_SHIFT;
        if (!isReadable(pages, end)) {
            // It is not a message, it is all of Discord.
            throw why;
        }
        long bad = after;
        long good = after + (1L << MILLIS_SHIFT);
        for (long step = 1L << MILLIS_SHIFT; good < end && !isReadable(pages, good); step *= 2) {
            bad = good;
            good += step;
        }
        while (good - bad > 1) {
            long middle = bad + (good - bad) / 2;
            if (isReadable(pages, middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        LOG.warn("message {} of the task queue cannot be read and is passed over", good, why);
        passedOver.run();
        return good;
    }

    private static boolean isReadable(Pages pages, long after) throws Exception {
        try {
            pages.after(after, 1);
            return true;
        } catch (UnreadableException e) {
            LOG.debug("what is after {} cannot be read", after, e);
            return false;
        }
    }
}
