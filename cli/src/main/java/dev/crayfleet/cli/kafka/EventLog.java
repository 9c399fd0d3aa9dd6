package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The events topic, as it is and as it grows. */
public final class EventLog {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration FOREVER = Duration.ofDays(3650);
    private static final Duration FOLLOW_INTERVAL = Duration.ofMillis(500);

    private final KafkaSettings settings;

    public EventLog(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Gets the events; those of one partition in their order. */
    public interface Visitor {
        /**
         * @param key the id of a task, or a runner; whatever somebody wrote
         * @param at milliseconds, as the record has it
         * @param json whatever somebody wrote
         */
        void event(String key, long at, byte @Nullable [] json);

        /** All that was there has been read. */
        void caughtUp();
    }

    /**
     * @param from the time of the first
     * @param follow whether to go on for good
     * @throws UnreachableException with a sentence for people, if Kafka does not give them
     */
    public void read(Instant from, boolean follow, Visitor visitor) throws InterruptedException {
        try (TopicScan events =
                TopicScan.open(
                        settings,
                        "crayfleet-events",
                        Topics.EVENTS,
                        TopicScan.Seen.COMMITTED,
                        Deadline.after(follow ? FOREVER : TIMEOUT))) {
            Map<Integer, Long> position = events.from(from);
            do {
                Map<Integer, Long> end = events.end();
                if (end.equals(position)) {
                    TimeUnit.NANOSECONDS.sleep(FOLLOW_INTERVAL.toNanos());
                } else {
                    events.read(position, end, record -> show(record, end, visitor), Progress.NONE);
                    visitor.caughtUp();
                    position = end;
                }
            } while (follow);
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void show(
            ConsumerRecord<byte[], byte[]> record, Map<Integer, Long> end, Visitor visitor) {
        // What comes later is shown by the next round.
        if (record.offset() < end.getOrDefault(record.partition(), 0L)) {
            byte[] key = record.key();
            visitor.event(
                    key == null ? "" : new String(key, StandardCharsets.UTF_8),
                    record.timestamp(),
                    record.value());
        }
    }
}
