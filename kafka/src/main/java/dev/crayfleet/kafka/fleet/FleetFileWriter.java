package dev.crayfleet.kafka.fleet;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TaskSender;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a fleet another file: to every lane and to the fleet topic, in one transaction. Two who do
 * that at a time do not mix: the later one begins where the earlier one has ended, or the earlier
 * one fails.
 */
public final class FleetFileWriter {
    /** The same for everybody, so that Kafka ends the transaction of who came before. */
    public static final String TRANSACTIONAL_ID = "crayfleet-fleet-file";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final String clientId;
    private final FleetLog log;

    /**
     * @param settings with the keys to sign with
     */
    public FleetFileWriter(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
        this.log = new FleetLog(settings, clientId);
    }

    /**
     * Returns when Kafka has it; lanes follow as soon as they read it.
     *
     * @param file in its canonical form
     * @param sha256 of it
     * @param onlyIfOther whether nothing is done if it is the one that was given last
     * @return the version it is now; empty if nothing was done
     * @throws KafkaRequestException if Kafka does not take it, or somebody else is at it
     * @throws IllegalArgumentException with a sentence for people, if the file is too large
     */
    public Optional<FleetFileRecord> apply(
            String file, String sha256, Order order, boolean onlyIfOther)
            throws KafkaRequestException, InterruptedException {
        log.ensureTopic();
        Map<String, Object> config =
                new HashMap<>(settings.producer(clientId, Math.toIntExact(TIMEOUT.toMillis())));
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
        Producer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        try {
            // Whoever was at it before has ended now, one way or the other.
            producer.initTransactions();
            FleetFileTable table = new FleetFileTable();
            log.read(List.of(table, new TokenTable()));
            Optional<FleetFileRecord> before = table.newest();
            if (onlyIfOther && before.filter(each -> each.sha256().equals(sha256)).isPresent()) {
                return Optional.empty();
            }
            FleetFileRecord next =
                    new FleetFileRecord(
                            before.map(FleetFileRecord::number).orElse(0L) + 1,
                            sha256,
                            file,
                            order);
            int lanes = lanes(producer);
            try {
                write(producer, lanes, next, table);
            } catch (KafkaRequestException e) {
                // Lanes read nothing behind a transaction that is open.
                producer.abortTransaction();
                throw e;
            }
            return Optional.of(next);
        } catch (KafkaException e) {
            throw new KafkaRequestException(
                    "Kafka at %s has not taken the fleet file, or somebody else is giving the fleet another one. crayfleet fleet history shows which decides; try again"
                            .formatted(settings.bootstrap()),
                    e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private void write(
            Producer<String, byte[]> producer,
            int lanes,
            FleetFileRecord next,
            FleetFileTable table)
            throws KafkaRequestException, InterruptedException {
        producer.beginTransaction();
        TaskSender.toLanes(producer, lanes, TIMEOUT)
                .signing(settings.signing().keys())
                .sendAll(
                        IntStream.range(0, lanes)
                                .mapToObj(lane ->
                                        new FleetChanged(
                                                lane,
                                                next.number(),
                                                next.sha256(),
                                                next.file(),
                                                next.order()))
                                .toList());
        send(producer, next.key(), next.json());
        for (FleetFileRecord old : table.all()) {
            if (old.number() <= next.number() - FleetFileTable.MAX_KEPT) {
                send(producer, old.key(), null);
            }
        }
        producer.commitTransaction();
    }

    private int lanes(Producer<String, byte[]> producer) throws KafkaRequestException {
        try {
            return producer.partitionsFor(Topics.TASKS.topic()).size();
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            throw new KafkaRequestException(
                    "Kafka at %s has no %s: start a dispatcher first, which makes it"
                            .formatted(settings.bootstrap(), Topics.TASKS.topic()),
                    e);
        }
    }

    private void send(Producer<String, byte[]> producer, String key, byte @Nullable [] value)
            throws KafkaRequestException, InterruptedException {
        try {
            producer.send(new ProducerRecord<>(Topics.FLEET.topic(), 0, key, value))
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaRequestException(
                    "Kafka at %s does not take the fleet file".formatted(settings.bootstrap()), e);
        }
    }
}
