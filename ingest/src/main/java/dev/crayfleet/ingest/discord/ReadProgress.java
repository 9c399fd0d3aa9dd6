package dev.crayfleet.ingest.discord;

import dev.crayfleet.ingest.kafka.ChannelReadPosition;
import dev.crayfleet.ingest.kafka.ChannelReadPosition.Mark;
import dev.crayfleet.kafka.KafkaRequestException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which messages have been handled: the mark, kept in Kafka, and the latest ids, in memory. */
final class ReadProgress {
    private static final Logger LOG = LoggerFactory.getLogger(ReadProgress.class);
    private static final int MAX_RECENT_IDS = 10_000;

    /** So many processes in a row may end at one message; the next one sets it aside. */
    private static final int MAX_ATTEMPTS = 2;

    private final ChannelReadPosition store;
    private final Duration refreshInterval;
    private final Set<Long> recent = Collections.newSetFromMap(new RecentIds());
    private @Nullable Mark mark;
    private @Nullable Mark savedMark;
    private long savedAt;
    private boolean hasAttempted;

    ReadProgress(ChannelReadPosition store, Duration refreshInterval) {
        this.store = store;
        this.refreshInterval = refreshInterval;
    }

    /** The mark, of this process or of an earlier one; empty where the channel was never read. */
    Optional<Mark> mark() throws KafkaRequestException, InterruptedException {
        if (mark == null) {
            mark = store.read().orElse(null);
            savedMark = mark;
        }
        return Optional.ofNullable(mark);
    }

    /**
     * Starts after the latest message of a channel that has never been read. It is saved at once,
     * so that what comes from now on is found even if this process ends before the first message.
     */
    Mark startAt(long latest) throws KafkaRequestException, InterruptedException {
        Mark first = Mark.startingAt(latest);
        write(first);
        mark = first;
        LOG.info("the task queue is read for the first time, from after message {}", latest);
        return first;
    }

    boolean isNew(long message) {
        return !recent.contains(message);
    }

    /**
     * To be asked before a message is handled. Each process saves once, for the first message after
     * the mark, that it attempts it: if handling it ends this process, the next one knows.
     *
     * @return false if two processes in a row have ended at it, and this would be the third
     */
    boolean mayHandle(long message) throws KafkaRequestException, InterruptedException {
        Mark now = mark;
        if (hasAttempted || now == null || message <= now.lastHandled()) {
            return true;
        }
        if (now.attempt().countOf(message) >= MAX_ATTEMPTS) {
            return false;
        }
        Mark attempt = now.withAttemptAt(message);
        write(attempt);
        mark = attempt;
        hasAttempted = true;
        return true;
    }

    /** A process that is told to stop in the middle of a message does not count as an attempt. */
    void recordOrderlyStop() {
        Mark now = mark;
        if (now == null || now.attempt().equals(ChannelReadPosition.Attempt.NONE)) {
            return;
        }
        try {
            write(now.withoutAttempt());
        } catch (KafkaRequestException | RuntimeException e) {
            LOG.warn("that ingest stopped in order could not be written down", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The message has to be handled again. */
    void forget(long message) {
        recent.remove(message);
    }

    void markHandled(long message) {
        recent.add(message);
        mark = mark == null ? null : mark.movedTo(message);
    }

    /**
     * Writes the mark if it has moved, or was last written longer ago than the refresh interval.
     */
    void save() throws InterruptedException {
        Mark now = mark;
        boolean isDue = System.nanoTime() - savedAt > refreshInterval.toNanos();
        if (now == null || (now.equals(savedMark) && !isDue)) {
            return;
        }
        try {
            write(now);
        } catch (KafkaRequestException e) {
            // The next mark says as much; at worst some messages are read twice.
            LOG.warn("{}", e.getMessage());
        }
    }

    private void write(Mark now) throws KafkaRequestException, InterruptedException {
        store.write(now);
        savedMark = now;
        savedAt = System.nanoTime();
    }

    private static final class RecentIds extends LinkedHashMap<Long, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MAX_RECENT_IDS;
        }
    }
}
