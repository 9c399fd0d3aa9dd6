package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps start counters as offsets of a consumer group that nobody joins, with the number of starts
 * as their metadata. If Kafka does not answer within two seconds, it goes on without them.
 * Thread-safe.
 */
final class KafkaStartCounterStore implements StartCounterStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaStartCounterStore.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** After a failure Kafka is not asked for this long, so that lanes do not wait again. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final String group;
    private final Duration timeout;
    private @Nullable Admin admin; // Guarded by this.
    private long failedNanos =
            System.nanoTime() - PAUSE_AFTER_FAILURE.toNanos(); // Guarded by this.

    /**
     * @param applicationId of the Kafka Streams application
     */
    KafkaStartCounterStore(KafkaSettings kafka, String applicationId) {
        this(kafka, applicationId, TIMEOUT);
    }

    KafkaStartCounterStore(KafkaSettings kafka, String applicationId, Duration timeout) {
        this.kafka = kafka;
        this.group = applicationId + "-starts";
        this.timeout = timeout;
    }

    private interface Call<T> {
        KafkaFuture<T> of(Admin admin);
    }

    @Override
    public synchronized Optional<StartCounter> read(TopicPartition partition) {
        return call(admin ->
                        admin.listConsumerGroupOffsets(
                                        Map.of(
                                                group,
                                                new ListConsumerGroupOffsetsSpec()
                                                        .topicPartitions(List.of(partition))))
                                .partitionsToOffsetAndMetadata(group))
                .flatMap(found -> Optional.ofNullable(found.get(partition)))
                .flatMap(KafkaStartCounterStore::decode);
    }

    @Override
    public synchronized void write(TopicPartition partition, StartCounter start) {
        Optional<Boolean> unused =
                call(admin ->
                        admin.alterConsumerGroupOffsets(
                                        group,
                                        Map.of(
                                                partition,
                                                new OffsetAndMetadata(
                                                        start.offset(),
                                                        Integer.toString(start.starts()))))
                                .all()
                                .thenApply(done -> true));
    }

    private <T> Optional<T> call(Call<T> call) {
        if (System.nanoTime() - failedNanos < PAUSE_AFTER_FAILURE.toNanos()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    call.of(admin()).get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // The worst that follows: a record that crashes processes crashes one more.
            LOG.warn("where lanes were opened is not noted just now: {}", e.toString());
            failedNanos = System.nanoTime();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<StartCounter> decode(OffsetAndMetadata stored) {
        try {
            return Optional.of(
                    new StartCounter(stored.offset(), Integer.parseInt(stored.metadata())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Admin admin() {
        Admin known = admin;
        if (known == null) {
            Map<String, Object> settings = new HashMap<>(kafka.admin(group));
            int timeoutMs = Math.toIntExact(timeout.toMillis());
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
            known = Admin.create(settings);
            admin = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
