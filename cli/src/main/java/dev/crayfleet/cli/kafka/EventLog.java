package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The events topic, or what it has of one key, as it is and as it grows. Where Kafka gives nothing
 * for half a minute though there is something, reading ends with an error. For one thread.
 */
public final class EventLog implements AutoCloseable {
    /** A log may be long, and who reads it slow; what bounds it is that something comes. */
    private static final Duration FOREVER = Duration.ofDays(3_650);

    private static final Duration FOLLOW_INTERVAL = Duration.ofMillis(500);

    private final TopicScan events;
    private final @Nullable String key;

    /** Behind what was read, of each partition that matters. */
    private final Map<Integer, Long> position;

    private EventLog(TopicScan events, @Nullable String key, Map<Integer, Long> from) {
        this.events = events;
        this.key = key;
        this.position = new HashMap<>(from);
        if (key != null) {
            position.keySet().retainAll(Set.of(Partitions.of(key, events.partitionCount())));
        }
    }

    /** Gets the events; those of one partition, and so of one key, in their order. */
    public interface Visitor {
        /**
         * @param key the id of a task, or a runner; whatever somebody wrote
         * @param at milliseconds, as the record has it
         * @param json whatever somebody wrote
         */
        void event(String key, long at, byte @Nullable [] json);
    }

    /**
     * @param key of the events; all if absent
     * @param since the time of the first; absent for all that is kept
     * @param margin by which clocks may differ from Kafka's: so much earlier it is looked as well
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public static EventLog open(
            KafkaSettings settings, @Nullable String key, @Nullable Instant since, Duration margin)
            throws InterruptedException {
        TopicScan events = null;
        try {
            events =
                    TopicScan.open(
                            settings,
                            "crayfleet-cli-events",
                            Topics.EVENTS,
                            TopicScan.Seen.COMMITTED,
                            Deadline.after(FOREVER));
            return new EventLog(
                    events, key, since == null ? events.begin() : events.from(since, margin));
        } catch (KafkaRequestException e) {
            if (events != null) {
                events.close();
            }
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads what has come since the last time, at first all. What stands behind an open transaction
     * comes when that has ended.
     *
     * @param visitor gets each event once
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public void read(Visitor visitor, Progress progress) throws InterruptedException {
        try {
            Map<Integer, Long> to = new HashMap<>(position);
            events.end()
                    .forEach(
                            (each, end) -> to.computeIfPresent(each, (_, at) -> Math.max(at, end)));
            if (to.equals(position)) {
                return;
            }
            events.read(position, to, record -> visit(record, to, visitor), progress);
            position.putAll(to);
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Goes on reading what comes.
     *
     * @param caughtUp called whenever all that was there has been read
     * @param isEnough whether to end; asked before each look
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public void follow(Visitor visitor, Runnable caughtUp, BooleanSupplier isEnough)
            throws InterruptedException {
        while (!isEnough.getAsBoolean()) {
            TimeUnit.NANOSECONDS.sleep(FOLLOW_INTERVAL.toNanos());
            read(visitor, Progress.NONE);
            caughtUp.run();
        }
    }

    private void visit(
            ConsumerRecord<byte[], byte[]> record, Map<Integer, Long> to, Visitor visitor) {
        // What comes later is read by the next call.
        if (record.offset() < to.getOrDefault(record.partition(), 0L)) {
            String its = KeyText.of(record);
            if (key == null || key.equals(its)) {
                visitor.event(its, record.timestamp(), record.value());
            }
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
