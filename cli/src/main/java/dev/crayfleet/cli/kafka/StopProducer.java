package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TaskSender;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Writes an order to stop for every lane, for when no dispatcher is there to be asked. */
public final class StopProducer {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private StopProducer() {}

    /**
     * Returns when Kafka has the order for every lane.
     *
     * @return how many lanes there are
     * @throws UnreachableException with a sentence for people, if Kafka does not take it for all
     */
    public static int stop(KafkaSettings settings, Order order) {
        Producer<String, byte[]> producer =
                KafkaClients.newProducer(settings, "crayfleet-cli", TIMEOUT);
        try {
            int lanes = producer.partitionsFor(Topics.TASKS.topic()).size();
            try (TaskSender sender =
                    TaskSender.toLanes(producer, lanes, TIMEOUT)
                            .signing(settings.signing().keys())) {
                sender.sendAll(
                        IntStream.range(0, lanes)
                                .mapToObj(lane -> new StopRequested(lane, order))
                                .toList());
            }
            return lanes;
        } catch (KafkaRequestException | KafkaException e) {
            throw new UnreachableException(
                    "%s. Stop the runners themselves (SIGTERM, then SIGKILL): their agents end with them"
                            .formatted(
                                    KafkaRefusal.orElse(
                                            settings,
                                            e,
                                            "Kafka at %s does not take the order to stop"
                                                    .formatted(settings.bootstrap()))),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }
}
