package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TaskSender;
import dev.crayfleet.stage.kafka.KafkaMeters;
import io.micronaut.configuration.kafka.ProducerRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/**
 * Writes requests that came over HTTP to the tasks topic, from which whichever instance owns the
 * lane reads them in order. Thread-safe.
 */
@Singleton
@RequiresDispatcher
public class TaskRequests {
    private final TaskSender sender;

    /**
     * @param producers not used: what depends on it is closed before the producers are
     */
    TaskRequests(
            @KafkaClient("dispatcher-requests") Producer<String, byte[]> producer,
            ProducerRegistry producers,
            KafkaMeters meters,
            KafkaSettings kafka,
            HttpSettings settings) {
        meters.bind("requests", producer);
        this.sender =
                TaskSender.toLanes(producer, kafka.lanes(), settings.answerTimeout())
                        .signing(kafka.signing().keys());
    }

    /** Returns when Kafka has stored all of them. */
    public void writeAll(List<? extends TaskMessage> orders)
            throws KafkaRequestException, InterruptedException {
        sender.sendAll(orders);
    }

    /** Returns when Kafka has stored it. */
    public void write(TaskMessage.OfTask request)
            throws KafkaRequestException, InterruptedException {
        sender.send(request);
    }

    @PreDestroy
    void close() {
        sender.close();
    }
}
