package dev.crayfleet.trial.storm.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records to the tasks topic, as any foreign producer may. Safe for many threads. */
public final class TaskRecords implements AutoCloseable {
    /** Longer than any fault: a record is sent once, and Kafka's client tries until it is there. */
    private static final int DELIVERY_MS = 180_000;

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final KafkaProducer<String, byte[]> producer;

    public TaskRecords(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        KafkaSettings.of(bootstrap).producer("crayfleet-storm", DELIVERY_MS),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    /** Completes when Kafka has it, exceptionally if it is not known whether it has. */
    public CompletableFuture<Void> send(String key, byte[] value) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        producer.send(
                new ProducerRecord<>(Topics.TASKS.topic(), key, value),
                (place, failure) -> {
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
        producer.close(CLOSING);
    }
}
