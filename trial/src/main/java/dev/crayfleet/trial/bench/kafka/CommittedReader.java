package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records from the current end on, in a thread of its own. */
final class CommittedReader implements AutoCloseable {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(20);

    private final PollLoop loop;

    /** Returns when its position is at the end. */
    CommittedReader(
            KafkaSettings kafka,
            String name,
            Collection<TopicPartition> partitions,
            Consumer<ConsumerRecord<byte[], byte[]>> onRecord) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        kafka.consumer(name),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        try {
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(partition -> consumer.position(partition, KAFKA_TIMEOUT));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
        this.loop = new PollLoop(name, consumer, records -> records.forEach(onRecord));
        loop.start();
    }

    /**
     * @throws IllegalStateException if it can no longer read
     */
    void check() {
        loop.check();
    }

    @Override
    public void close() {
        loop.stop();
    }
}
