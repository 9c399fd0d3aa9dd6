package dev.crayfleet.trial.storm.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records to the tasks topic as a foreign producer does. Safe for many threads. */
public final class TaskRecordProducer implements AutoCloseable {
    /** Longer than any fault lasts: Kafka's client retries until the record is written. */
    private static final int DELIVERY_TIMEOUT_MS = 180_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaProducer<String, byte[]> producer;

    public TaskRecordProducer(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        KafkaSettings.of(bootstrap)
                                .producer("crayfleet-storm", DELIVERY_TIMEOUT_MS),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    /** Completes when it is written; exceptionally if it is not known whether it was. */
    public CompletableFuture<Void> send(String key, byte[] value) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        producer.send(
                new ProducerRecord<>(Topics.TASKS.topic(), key, value),
                (metadata, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
