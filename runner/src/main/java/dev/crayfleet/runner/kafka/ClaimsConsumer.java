package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.stage.kafka.KafkaMeters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer of the one partition of claims that a runner's id lies in, from its end, in no
 * consumer group. For one thread, but for {@link #wakeup}.
 */
final class ClaimsConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimsConsumer.class);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration POSITION_TIMEOUT = Duration.ofSeconds(5);

    /** It is in no group, so there is nothing to say; an orderly end waits for the last fetch. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    /**
     * Is at the end of the partition when this returns: what is written from now on is read.
     *
     * @param timeout how long Kafka may take to say where the end is
     */
    ClaimsConsumer(KafkaSettings settings, RunnerId id, Duration timeout) {
        Map<String, Object> config = settings.consumer(id + "-claims");
        // A lost position must be noticed, because claims may have been missed.
        config.put("auto.offset.reset", "none");
        // A claim ends the wait at once; without one, this is how often Kafka is asked.
        config.put("fetch.max.wait.ms", 2_000);
        this.consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partition =
                new TopicPartition(
                        Topics.CLAIMS.topic(),
                        Partitions.of(id.value(), Topics.CLAIMS.partitions(settings.lanes())));
        try {
            consumer.assign(List.of(partition));
            seekToEnd(timeout);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    void bindMeters(KafkaMeters meters) {
        meters.bind("claims", consumer);
    }

    TopicPartition partition() {
        return partition;
    }

    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(POLL_TIMEOUT);
    }

    void seekToEnd() {
        seekToEnd(POSITION_TIMEOUT);
    }

    private void seekToEnd(Duration timeout) {
        consumer.seekToEnd(List.of(partition));
        // Seeking is lazy; only this fixes the position.
        long end = consumer.position(partition, timeout);
        LOG.info("claims are read from {} at {}", partition, end);
    }

    /**
     * Whether a poll failed because of what lies in the topic, and will fail again: bytes that are
     * no record, or a compression that cannot be undone here. Kafka's own failures, which pass,
     * have exceptions of their own.
     */
    static boolean isCausedByRecord(Throwable e) {
        return !FatalErrors.isFatal(e)
                && (!(e instanceof KafkaException)
                        || e instanceof RecordDeserializationException
                        || e.getClass() == KafkaException.class);
    }

    /**
     * Moves behind the next record, and never beyond the end. If that was a claim for this runner,
     * the dispatcher repeats it, because it is not answered.
     *
     * @return the offset that was skipped; empty if nothing was
     */
    OptionalLong skipRecord() {
        try {
            long position = consumer.position(partition, POSITION_TIMEOUT);
            long end =
                    consumer.endOffsets(List.of(partition), POSITION_TIMEOUT)
                            .getOrDefault(partition, 0L);
            if (position >= end) {
                return OptionalLong.empty();
            }
            consumer.seek(partition, position + 1);
            return OptionalLong.of(position);
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("the position in the claims topic is not known: {}", e.toString());
            return OptionalLong.empty();
        }
    }

    /** Ends a poll, from any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
