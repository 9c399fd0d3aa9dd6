package dev.crayfleet.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.OpenTransactionWait;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a real broker, those behind an open transaction too. */
class EventLogIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @TempDir static Path folder;
    private static EmbeddedKafka kafka;
    private static KafkaSettings settings;

    private final Codec codec = new Codec();
    private final List<String> seen = new ArrayList<>();
    private final EventLog.Visitor visitor = (key, at, json) -> seen.add(key);

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(folder, 0);
        settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Producer<String, byte[]> producer(String transaction) {
        Map<String, Object> config = new HashMap<>(settings.producer("test", 60_000));
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transaction);
        Producer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private void send(Producer<String, byte[]> producer, String id, int position) {
        TaskEvent event =
                new TaskEvent.QueueMoved(new TaskId(id), Pool.DEFAULT, position, null, NOW);
        producer.send(
                new ProducerRecord<>(
                        Topics.EVENTS.topic(),
                        Partitions.of(event.key(), Topics.EVENTS.partitions(settings.lanes())),
                        NOW.toEpochMilli(),
                        event.key(),
                        codec.encode(event)));
    }

    private static void commit(Producer<String, byte[]> producer) throws Exception {
        producer.commitTransaction();
        assertThat(
                        OpenTransactionWait.awaitDecided(
                                settings, "test", Topics.EVENTS, Deadline.after(TIMEOUT)))
                .isTrue();
    }

    @Test
    void whatStandsBehindAnOpenTransactionComesWhenItHasEnded() throws Exception {
        try (Producer<String, byte[]> producer = producer("open");
                EventLog log = EventLog.open(settings, "open", null, Duration.ZERO);
                EventLog all = EventLog.open(settings, null, NOW, Duration.ZERO)) {
            producer.beginTransaction();
            send(producer, "open", 1);
            send(producer, "another", 1);
            producer.flush();
            log.read(visitor, Progress.NONE);
            assertThat(seen).isEmpty();
            commit(producer);
            log.read(visitor, Progress.NONE);
            log.read(visitor, Progress.NONE);
            assertThat(seen).containsExactly("open");
            all.read(visitor, Progress.NONE);
            assertThat(seen).contains("another");
        }
    }

    @Test
    void eachEventOfATaskComesOnceInItsOrderUntilItIsEnough() throws Exception {
        List<Integer> positions = new ArrayList<>();
        List<Integer> later = new ArrayList<>(List.of(3, 2));
        try (Producer<String, byte[]> producer = producer("follow");
                TaskEventLog log = TaskEventLog.open(settings, new TaskId("follow"), NOW)) {
            producer.beginTransaction();
            send(producer, "follow", 5);
            send(producer, "follow", 4);
            commit(producer);
            log.read(event -> positions.add(position(event)), Progress.NONE);
            assertThat(positions).containsExactly(5, 4);
            log.follow(
                    event -> positions.add(position(event)),
                    () -> {},
                    () -> {
                        if (!later.isEmpty()) {
                            producer.beginTransaction();
                            send(producer, "follow", later.removeFirst());
                            producer.commitTransaction();
                        }
                        return positions.size() == 4;
                    });
            assertThat(positions).containsExactly(5, 4, 3, 2);
        }
    }

    private static int position(TaskEvent.OfTask event) {
        return event instanceof TaskEvent.QueueMoved moved ? moved.position() : -1;
    }
}
