package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads committed records from the current end on, in a thread of its own. */
final class CommittedReader implements AutoCloseable {
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<ConsumerRecord<byte[], byte[]>> onRecord;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    /** Returns when its position is at the end. */
    CommittedReader(
            KafkaSettings kafka,
            String name,
            Collection<TopicPartition> partitions,
            Consumer<ConsumerRecord<byte[], byte[]>> onRecord) {
        this.consumer =
                new KafkaConsumer<>(
                        kafka.consumer(name),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.onRecord = onRecord;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::read);
        try {
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(partition -> consumer.position(partition, KAFKA_TIMEOUT));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
        thread.start();
    }

    /**
     * @throws IllegalStateException if it can no longer read
     */
    void check() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new IllegalStateException(thread.getName() + " cannot read on: " + cause, cause);
        }
    }

    private void read() {
        try {
            while (!stopped) {
                consumer.poll(POLL_TIMEOUT).forEach(onRecord);
            }
        } catch (WakeupException closed) {
            // Ends the loop.
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        stopped = true;
        consumer.wakeup();
        try {
            if (!thread.join(KAFKA_TIMEOUT)) {
                throw new IllegalStateException(thread.getName() + " does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        consumer.close();
    }
}
