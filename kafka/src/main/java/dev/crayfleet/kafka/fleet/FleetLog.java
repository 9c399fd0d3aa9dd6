package dev.crayfleet.kafka.fleet;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import dev.crayfleet.kafka.TopicSetup;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Reads the fleet topic once, and writes to it; for the command. */
public final class FleetLog {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SETUP_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final String clientId;

    public FleetLog(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /**
     * Makes the topic if it is missing, so that a fleet can have tokens before it starts.
     *
     * @throws TopicSetup.KafkaUnavailableException if Kafka cannot be reached
     */
    public void ensureTopic() {
        TopicSetup.ensure(settings, clientId, EnumSet.of(Topics.FLEET), SETUP_TIMEOUT);
    }

    /**
     * Has the listeners hear all that is on the topic now.
     *
     * @return how many records made no sense
     * @throws KafkaRequestException if Kafka does not give it within seconds, or has no such topic
     */
    public long read(List<FleetListener> listeners)
            throws KafkaRequestException, InterruptedException {
        FleetRecords records = new FleetRecords(listeners);
        Deadline deadline = Deadline.after(TIMEOUT);
        try (TopicScan scan =
                TopicScan.open(
                        settings, clientId, Topics.FLEET, TopicScan.Seen.COMMITTED, deadline)) {
            scan.read(scan.begin(), scan.end(), records::handle, Progress.NONE);
        }
        return records.skipped();
    }

    /**
     * Returns when Kafka has it.
     *
     * @param value null to remove what the key names
     * @throws KafkaRequestException if Kafka does not take it within seconds; it may be there or
     *     not
     */
    public void write(String key, byte @Nullable [] value)
            throws KafkaRequestException, InterruptedException {
        Producer<String, byte[]> producer = KafkaClients.newProducer(settings, clientId, TIMEOUT);
        try {
            producer.send(new ProducerRecord<>(Topics.FLEET.topic(), 0, key, value))
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new KafkaRequestException(
                    "Kafka at %s does not take what is to be written to %s. Is it running, and may you write there?"
                            .formatted(settings.bootstrap(), Topics.FLEET.topic()),
                    e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }
}
