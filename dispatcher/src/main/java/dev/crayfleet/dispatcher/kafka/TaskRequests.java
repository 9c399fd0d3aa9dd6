package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.config.HttpSettings;
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
 * Writes requests that came over HTTP to the tasks topic: there they have their turn among all
 * others, whichever instance has the lane. For many threads.
 */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
public class TaskRequests {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Codec codec = new Codec();
    private final KafkaSettings kafka;
    private final Duration timeout;
    private final Producer<String, byte[]> producer;

    /**
     * @param closesProducers taken so that this is closed before them
     */
    TaskRequests(
            @KafkaClient("dispatcher-requests") Producer<String, byte[]> producer,
            ProducerRegistry closesProducers,
            KafkaSettings kafka,
            HttpSettings settings) {
        this.producer = producer;
        this.kafka = kafka;
        this.timeout = settings.answerTimeout();
    }

    /** Kafka did not acknowledge in time; it may have stored the request nevertheless. */
    public static final class KafkaTimeoutException extends Exception {
        private static final long serialVersionUID = 1L;

        KafkaTimeoutException(Throwable cause) {
            super("Kafka does not answer", cause);
        }
    }

    /** Returns when Kafka has stored it. */
    public void write(TaskMessage request) throws KafkaTimeoutException, InterruptedException {
        String pool = request.pool().value();
        int lane = Partitions.of(pool, kafka.lanes());
        try {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS.topic(), lane, pool, codec.encode(request)))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new KafkaTimeoutException(e);
        }
    }

    @PreDestroy
    void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
