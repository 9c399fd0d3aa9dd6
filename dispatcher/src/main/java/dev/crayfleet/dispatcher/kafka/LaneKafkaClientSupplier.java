package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Makes Kafka's ordinary clients with two differences. First, the transaction timeout is shorter:
 * Kafka Streams demands at least its commit interval, which is long because it only concerns
 * offsets of records that led to no write. Writes are committed within milliseconds, and the
 * transaction of a dispatcher that died should end soon. Second, a poll is short while a write of
 * the thread waits to be committed.
 */
final class LaneKafkaClientSupplier implements KafkaClientSupplier {
    private final Duration transactionTimeout;
    private final ThreadLocal<CommitThrottle> throttle;
    private final Duration commitInterval;
    private final Set<String> transactionalIds;

    /**
     * @param throttle of each stream thread
     * @param commitInterval the longest poll while a write waits to be committed
     * @param transactionalIds is told those of the producers that are made; for many threads
     */
    LaneKafkaClientSupplier(
            Duration transactionTimeout,
            ThreadLocal<CommitThrottle> throttle,
            Duration commitInterval,
            Set<String> transactionalIds) {
        this.transactionalIds = transactionalIds;
        this.transactionTimeout = transactionTimeout;
        this.throttle = throttle;
        this.commitInterval = commitInterval;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Map<String, Object> settings = new HashMap<>(config);
        if (config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG) instanceof String id) {
            transactionalIds.add(id);
        }
        settings.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(transactionTimeout.toMillis()));
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
            @Override
            public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                boolean isShort = timeout.compareTo(commitInterval) <= 0;
                return super.poll(
                        isShort || !throttle.get().isPending() ? timeout : commitInterval);
            }
        };
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
