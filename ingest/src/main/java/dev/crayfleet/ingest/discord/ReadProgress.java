package dev.crayfleet.ingest.discord;

import dev.crayfleet.ingest.kafka.ChannelReadPosition;
import dev.crayfleet.ingest.kafka.ChannelReadPosition.Position;
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

/**
 * Tracks which messages have been handled: by the read position, kept in Kafka, and the latest ids,
 * kept in memory.
 */
final class ReadProgress {
    private static final Logger LOG = LoggerFactory.getLogger(ReadProgress.class);
    private static final int MAX_RECENT_IDS = 10_000;

    /** If this many processes in a row have ended at one message, the next one sets it aside. */
    private static final int MAX_ATTEMPTS = 2;

    private final ChannelReadPosition store;
    private final Duration refreshInterval;
    private final Set<Long> recent = Collections.newSetFromMap(new RecentIds());
    private @Nullable Position position;
    private @Nullable Position savedPosition;
    private long savedAt;
    private boolean hasAttempted;

    ReadProgress(ChannelReadPosition store, Duration refreshInterval) {
        this.store = store;
        this.refreshInterval = refreshInterval;
    }

    /**
     * The read position, of this process or of an earlier one; empty if the channel was never read.
     */
    Optional<Position> position() throws KafkaRequestException, InterruptedException {
        if (position == null) {
            position = store.read().orElse(null);
            savedPosition = position;
        }
        return Optional.ofNullable(position);
    }

    /**
     * Sets the read position of a channel that has never been read to its latest message. It is
     * saved at once, so that later messages are found even if this process ends before the first of
     * them.
     */
    Position startAt(long latest) throws KafkaRequestException, InterruptedException {
        Position first = Position.startingAt(latest);
        write(first);
        position = first;
        LOG.info("the task queue is read for the first time, from after message {}", latest);
        return first;
    }

    boolean isNew(long message) {
        return !recent.contains(message);
    }

    /**
     * To be called before a message is handled. For the first message after the read position, each
     * process saves once that it attempts it. If handling it ends this process, the next one knows
     * that.
     *
     * @return false if two processes in a row have ended while they handled it
     */
    boolean mayHandle(long message) throws KafkaRequestException, InterruptedException {
        Position now = position;
        if (hasAttempted || now == null || message <= now.lastHandled()) {
            return true;
        }
        if (now.attempt().countOf(message) >= MAX_ATTEMPTS) {
            return false;
        }
        Position attempt = now.withAttemptAt(message);
        write(attempt);
        position = attempt;
        hasAttempted = true;
        return true;
    }

    /** A process that is told to stop in the middle of a message does not count as an attempt. */
    void recordOrderlyStop() {
        Position now = position;
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
        position = position == null ? null : position.movedTo(message);
    }

    /**
     * Writes the read position if it has changed, or was last written longer ago than the refresh
     * interval.
     */
    void save() throws InterruptedException {
        Position now = position;
        boolean isDue = System.nanoTime() - savedAt > refreshInterval.toNanos();
        if (now == null || (now.equals(savedPosition) && !isDue)) {
            return;
        }
        try {
            write(now);
        } catch (KafkaRequestException e) {
            // The next write makes up for it. At worst some messages are read twice.
            LOG.warn("{}", e.getMessage());
        }
    }

    private void write(Position now) throws KafkaRequestException, InterruptedException {
        store.write(now);
        savedPosition = now;
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
