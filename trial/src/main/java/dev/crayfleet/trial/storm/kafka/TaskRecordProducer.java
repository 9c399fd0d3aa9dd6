package dev.crayfleet.trial.storm.kafka;

import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TaskSender;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Writes records to the tasks topic as a foreign producer does. Safe for many threads. */
public final class TaskRecordProducer implements AutoCloseable {
    /** Longer than any fault lasts: Kafka's client retries until the record is written. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(3);

    private final TaskSender sender;

    public TaskRecordProducer(String bootstrap) {
        sender =
                TaskSender.byKey(
                        KafkaClients.newProducer(
                                KafkaSettings.of(bootstrap), "crayfleet-storm", DELIVERY_TIMEOUT),
                        DELIVERY_TIMEOUT);
    }

    /** Completes when it is written; exceptionally if it is not known whether it was. */
    public CompletableFuture<Void> send(String key, byte[] value) {
        return sender.sendRecord(key, value);
    }

    @Override
    public void close() {
        sender.close();
    }
}
