package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When a record was written. Producers set this time themselves and may set any value, or none
 * (-1). An impossible time is replaced by the time of reading. It is never an error: Kafka Streams'
 * own extractor throws on a negative time, before our code is called, and that would stop the lane.
 */
final class RecordTimestamp implements TimestampExtractor {
    /** By how much clocks of machines may differ. A time further in the future is replaced. */
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
     * Twice as long as the topic keeps records. Kafka deletes records late, but not that late, so
     * an older time must be wrong.
     */
    private static Duration maxAge(String topic) {
        return (topic.equals(Topics.RUNS.topic()) ? Topics.RUNS : Topics.TASKS)
                .retention()
                .multipliedBy(2);
    }
}
