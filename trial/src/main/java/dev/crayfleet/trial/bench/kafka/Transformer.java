package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A minimal exactly-once stage: consumes, produces, and commits both in a transaction. It keeps no
 * state, unlike a dispatcher, so its latency is a lower bound.
 */
final class Transformer implements AutoCloseable {
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicPartition from;
    private final TopicPartition to;
    private final boolean transactionPerRecord;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    /**
     * @param begin offset of the first record
     * @param transactionPerRecord whether each record has a transaction of its own
     */
    Transformer(
            KafkaSettings kafka,
            String name,
            TopicPartition from,
            long begin,
            TopicPartition to,
            boolean transactionPerRecord) {
        this.from = from;
        this.to = to;
        this.transactionPerRecord = transactionPerRecord;
        Map<String, Object> reader = kafka.consumer(name);
        reader.put(ConsumerConfig.GROUP_ID_CONFIG, name);
        this.consumer =
                new KafkaConsumer<>(
                        reader, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = KafkaBaseline.transactional(kafka, name);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::work);
        consumer.assign(List.of(from));
        consumer.seek(from, begin);
        thread.start();
    }

    /**
     * @throws IllegalStateException if it has failed
     */
    void check() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new IllegalStateException(thread.getName() + " has ended: " + cause, cause);
        }
    }

    private void work() {
        try {
            while (!stopped) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_TIMEOUT);
                if (transactionPerRecord) {
                    records.forEach(each -> transform(List.of(each)));
                } else if (!records.isEmpty()) {
                    transform(records.records(from));
                }
            }
        } catch (WakeupException closed) {
            // Ends the loop.
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void transform(List<ConsumerRecord<byte[], byte[]>> records) {
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> each : records) {
            producer.send(
                    new ProducerRecord<>(to.topic(), to.partition(), each.key(), each.value()));
        }
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        done.put(from, new OffsetAndMetadata(records.getLast().offset() + 1));
        producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
        producer.commitTransaction();
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
        producer.close(KAFKA_TIMEOUT);
        consumer.close();
    }
}
