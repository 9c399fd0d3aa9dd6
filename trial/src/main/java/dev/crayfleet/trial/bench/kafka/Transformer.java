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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A minimal exactly-once stage: consumes, produces, and commits both in a transaction. It keeps no
 * state, unlike a dispatcher, so its latency is a lower bound.
 */
final class Transformer implements AutoCloseable {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicPartition from;
    private final TopicPartition to;
    private final boolean transactionPerRecord;
    private final PollLoop loop;

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
        consumer.assign(List.of(from));
        consumer.seek(from, begin);
        this.loop = new PollLoop(name, consumer, this::onRecords);
        loop.start();
    }

    /**
     * @throws IllegalStateException if it has failed
     */
    void check() {
        loop.check();
    }

    private void onRecords(ConsumerRecords<byte[], byte[]> records) {
        if (transactionPerRecord) {
            records.forEach(each -> transform(List.of(each)));
        } else if (!records.isEmpty()) {
            transform(records.records(from));
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
        if (loop.stop()) {
            producer.close(KAFKA_TIMEOUT);
        }
    }
}
