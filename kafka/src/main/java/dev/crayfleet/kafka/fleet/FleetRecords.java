package dev.crayfleet.kafka.fleet;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.FatalErrors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands records to whom they are for, and counts what makes no sense. For one thread. */
final class FleetRecords {
    private static final Logger LOG = LoggerFactory.getLogger(FleetRecords.class);
    private static final String FILE_KEY = "file";
    private static final int MAX_KEY_BYTES = 256;
    private static final int MAX_REASON_CHARS = 300;

    /** Anybody may have written very many. */
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final List<FleetListener> listeners;
    private final AtomicLong skipped = new AtomicLong();
    private long loggedAt;

    FleetRecords(List<FleetListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** How many made no sense; for any thread. */
    long skipped() {
        return skipped.get();
    }

    void handle(ConsumerRecord<byte[], byte[]> record) {
        try {
            String key = key(record.key());
            Optional<FleetListener> listener =
                    listeners.stream().filter(each -> each.takes(key)).findFirst();
            if (listener.isPresent()) {
                listener.get().onRecord(key, record.value());
            } else if (!isOfTheFile(key)) {
                throw new IllegalArgumentException("nothing here is called " + Texts.oneLine(key));
            }
        } catch (RuntimeException | Error e) {
            FatalErrors.rethrowIfFatal(e);
            skip(record.offset(), String.valueOf(e.getMessage()));
        }
    }

    /** The fleet file, or a part of it, which not everybody wants who reads the topic. */
    private static boolean isOfTheFile(String key) {
        return key.equals(FILE_KEY) || key.startsWith(FILE_KEY + ":");
    }

    private static String key(byte @Nullable [] key) {
        if (key == null || key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("it has no key, or too long a one");
        }
        return new String(key, StandardCharsets.UTF_8);
    }

    void skip(long offset, String reason) {
        long count = skipped.incrementAndGet();
        long now = System.nanoTime();
        if (count == 1 || now - loggedAt > LOG_INTERVAL.toNanos()) {
            loggedAt = now;
            LOG.warn(
                    "record {} of the fleet topic is skipped: {} ({} so far)",
                    offset,
                    Limits.cut(Texts.oneLine(reason), MAX_REASON_CHARS),
                    count);
        }
    }
}
