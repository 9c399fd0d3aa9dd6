package dev.crayfleet.ingest.discord;

import dev.crayfleet.ingest.kafka.KafkaTimeoutException;
import dev.crayfleet.ingest.kafka.ReadMark;
import dev.crayfleet.ingest.kafka.ReadMark.Mark;
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
    private static final int REMEMBERED = 10_000;

    /** A message that ends our process is tried by so many in a row; the next one sets it aside. */
    private static final int PROCESSES = 2;

    private final ReadMark kept;
    private final Duration refresh;
    private final Set<Long> recent = Collections.newSetFromMap(new Recent());
    private @Nullable Mark mark;
    private @Nullable Mark keptMark;
    private long keptAt;
    private boolean begun;

    ReadProgress(ReadMark kept, Duration refresh) {
        this.kept = kept;
        this.refresh = refresh;
    }

    /** The mark, of this life or of an earlier one; empty where the channel was never read. */
    Optional<Mark> mark() throws KafkaTimeoutException, InterruptedException {
        if (mark == null) {
            mark = kept.read().orElse(null);
            keptMark = mark;
        }
        return Optional.ofNullable(mark);
    }

    /**
     * The channel has never been read: what is in it is history. Kept at once, so that what comes
     * from now on is found even if we end before the first message.
     */
    Mark begin(long latest) throws KafkaTimeoutException, InterruptedException {
        Mark first = Mark.begin(latest);
        write(first);
        mark = first;
        LOG.info("the task queue is read for the first time, from after message {}", latest);
        return first;
    }

    boolean isNew(long message) {
        return !recent.contains(message);
    }

    /**
     * To be asked before a message is handled. Of the first one after the mark it is written down,
     * once in each life of the process: if we end while we handle it, the next life knows.
     *
     * @return false if two lives in a row have ended so, and this would be the third
     */
    boolean mayHandle(long message) throws KafkaTimeoutException, InterruptedException {
        Mark now = mark;
        if (begun || now == null || message <= now.last()) {
            return true;
        }
        if (now.attempt().timesOf(message) >= PROCESSES) {
            return false;
        }
        Mark attempting = now.attempting(message);
        write(attempting);
        mark = attempting;
        begun = true;
        return true;
    }

    /** Told to stop in the middle of a message: that is no fault of the message. */
    void leave() {
        Mark now = mark;
        if (now == null || now.attempt().equals(ReadMark.Attempt.NONE)) {
            return;
        }
        try {
            write(now.settled());
        } catch (KafkaTimeoutException | RuntimeException e) {
            LOG.warn("that ingest stopped in order could not be written down", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It has to be handled again. */
    void forget(long message) {
        recent.remove(message);
    }

    void handled(long message) {
        recent.add(message);
        mark = mark == null ? null : mark.after(message);
    }

    /** Writes the mark, if it has moved or has not been written for long. */
    void keep() throws InterruptedException {
        Mark now = mark;
        boolean due = System.nanoTime() - keptAt > refresh.toNanos();
        if (now == null || (now.equals(keptMark) && !due)) {
            return;
        }
        try {
            write(now);
        } catch (KafkaTimeoutException e) {
            // The next one says as much; at worst some messages are read twice.
            LOG.warn("{}", e.getMessage());
        }
    }

    private void write(Mark now) throws KafkaTimeoutException, InterruptedException {
        kept.write(now);
        keptMark = now;
        keptAt = System.nanoTime();
    }

    private static final class Recent extends LinkedHashMap<Long, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }
}
