package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs skipped records, of which there may be very many. For one thread. */
final class SkippedRecordLog {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedRecordLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int MAX_CHARS = 500;

    private long count;
    private long loggedAt;

    /** Logs the first, and then one at each interval. */
    void add(String description) {
        count++;
        long now = System.nanoTime();
        if (count == 1 || now - loggedAt > INTERVAL.toNanos()) {
            loggedAt = now;
            LOG.error(
                    "{} ({} passed over so far)",
                    Limits.cut(Texts.oneLine(description), MAX_CHARS),
                    count);
        }
    }
}
