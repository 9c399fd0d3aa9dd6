package dev.crayfleet.ingest.discord;

import dev.crayfleet.ingest.flow.KafkaSilentException;
import dev.crayfleet.ingest.flow.ReadMark;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which messages have been handled: the mark, kept in Kafka, and the latest ids, in memory. */
final class Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final int REMEMBERED = 10_000;

    private final ReadMark kept;
    private final Duration refresh;
    private final Set<Long> recent = Collections.newSetFromMap(new Recent());
    private long mark = -1;
    private long keptMark = -1;
    private long keptAt;

    Progress(ReadMark kept, Duration refresh) {
        this.kept = kept;
        this.refresh = refresh;
    }

    /** Whether there is a mark, of this life or of an earlier one. */
    boolean isKnown() throws KafkaSilentException, InterruptedException {
        if (mark < 0) {
            OptionalLong before = kept.read();
            if (before.isPresent()) {
                mark = before.getAsLong();
                keptMark = mark;
            }
        }
        return mark >= 0;
    }

    /**
     * The channel has never been read: what is in it is history. Kept at once, so that what comes
     * from now on is found even if we end before the first message.
     */
    void begin(long latest) throws KafkaSilentException, InterruptedException {
        mark = latest;
        write();
        LOG.info("the task queue is read for the first time, from after message {}", latest);
    }

    long mark() {
        return mark;
    }

    boolean isNew(long message) {
        return !recent.contains(message);
    }

    void handled(long message) {
        recent.add(message);
        mark = Math.max(mark, message);
    }

    /** Writes the mark, if it has moved or has not been written for long. */
    void keep() {
        boolean due = System.nanoTime() - keptAt > refresh.toNanos();
        if (mark < 0 || (mark == keptMark && !due)) {
            return;
        }
        try {
            write();
        } catch (KafkaSilentException e) {
            // The next one says as much; at worst some messages are read twice.
            LOG.warn("{}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() throws KafkaSilentException, InterruptedException {
        kept.write(mark);
        keptMark = mark;
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
