package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When a record was written. Producers say so themselves and may say anything, nothing at all
 * included (-1). What cannot be is replaced by the time of reading, and never fails: Kafka Streams'
 * own extractor throws at a negative time, before our code is asked, and the lane stands still.
 */
final class RecordTimestamp implements TimestampExtractor {
    /** By so much the clocks of machines may differ; what is later than that is no mistake. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final InstantSource clock;

    RecordTimestamp(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        long written = record.timestamp();
        boolean isPossible =
                written > now - maxAge(record.topic()).toMillis()
                        && written <= now + AHEAD.toMillis();
        return isPossible ? Math.min(written, now) : now;
    }

    /**
     * Twice as long as the topic keeps records: Kafka deletes late, but not so late. A time before
     * that was not when the record was written.
     */
    private static Duration maxAge(String topic) {
        return (topic.equals(Topics.RUNS.topic()) ? Topics.RUNS : Topics.TASKS)
                .retention()
                .multipliedBy(2);
    }
}
