package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When a record was written. Producers say so themselves and may say anything, nothing at all
 * included (-1). An impossible time is replaced by the time of reading and is never an error: Kafka
 * Streams' own extractor throws at a negative time, before our code is asked, and the lane stands
 * still.
 */
final class RecordTimestamp implements TimestampExtractor {
    /**
     * The clocks of machines may differ by so much; a time further in the future is not believed.
     */
    private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(1);

    private final InstantSource clock;

    RecordTimestamp(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        long writtenAt = record.timestamp();
        boolean isPossible =
                writtenAt > now - maxAge(record.topic()).toMillis()
                        && writtenAt <= now + MAX_CLOCK_SKEW.toMillis();
        return isPossible ? Math.min(writtenAt, now) : now;
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
