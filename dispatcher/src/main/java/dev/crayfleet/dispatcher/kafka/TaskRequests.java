package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherConfig;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.stage.Stage;
import io.micronaut.configuration.kafka.ProducerRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes what was asked over HTTP to the tasks topic: there it has its turn among all else that
 * people ask, whichever instance has the lane. For many threads.
 */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
public class TaskRequests {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Codec codec = new Codec();
    private final KafkaSettings kafka;
    private final Duration patience;
    private final Producer<String, byte[]> producer;

    /**
     * @param closesProducers taken so that this is closed before them
     */
    TaskRequests(
            @KafkaClient("dispatcher-requests") Producer<String, byte[]> producer,
            ProducerRegistry closesProducers,
            KafkaSettings kafka,
            DispatcherConfig config) {
        this.producer = producer;
        this.kafka = kafka;
        this.patience = config.answerTimeout();
    }

    /** Kafka did not acknowledge in time; it may still have the request. */
    public static final class KafkaSilentException extends Exception {
        private static final long serialVersionUID = 1L;

        KafkaSilentException(Throwable cause) {
            super("Kafka does not answer", cause);
        }
    }

    /** Returns when Kafka has it. */
    public void write(TaskMessage request) throws KafkaSilentException, InterruptedException {
        String pool = request.pool().value();
        int lane = Partitions.of(pool, kafka.lanes());
        try {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS.topic(), lane, pool, codec.encode(request)))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new KafkaSilentException(e);
        }
    }

    @PreDestroy
    void close() {
        producer.close(CLOSE);
    }
}
