package dev.crayfleet.dispatcher.kafka;

import static org.awaitility.Awaitility.await;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A person and a runner on strings: writes tasks and runs, and reads the claims. */
final class FakeRunner implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaSettings kafka;
    private final Codec codec = new Codec();
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> claims;
    private final Deque<ClaimMessage> read = new ArrayDeque<>();
    private final Holder holder;

    /**
     * @param life no other puppet's
     */
    FakeRunner(KafkaSettings kafka, String life) {
        this.kafka = kafka;
        this.holder = new Holder(new RunnerId("puppet"), new Incarnation(life));
        producer =
                new KafkaProducer<>(
                        kafka.producer("puppet", 20_000),
                        new StringSerializer(),
                        new ByteArraySerializer());
        claims = consumer(kafka, Topics.CLAIMS);
    }

    private static KafkaConsumer<String, byte[]> consumer(KafkaSettings kafka, Topics topic) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        kafka.consumer("puppet"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> all =
                consumer.partitionsFor(topic.topic()).stream()
                        .map(each -> new TopicPartition(topic.topic(), each.partition()))
                        .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return consumer;
    }

    /** A foreign producer's record, in the lane of its pool. */
    void ask(String pool, String json) {
        send(Topics.TASKS, pool, json.getBytes(StandardCharsets.UTF_8));
    }

    void join(String pool, int slots) {
        say(new RunMessage.RunnerJoined(new Pool(pool), holder, slots, Instant.now()));
    }

    void start(ClaimGranted claim) {
        say(
                new RunMessage.RunStarted(
                        claim.pool(), holder, claim.attempt(), "agent-1-a", "demo", Instant.now()));
    }

    void finish(ClaimGranted claim, RunOutcome outcome) {
        say(
                new RunMessage.RunFinished(
                        claim.pool(), holder, claim.attempt(), outcome, null, Instant.now()));
    }

    /** The next claim for this runner. */
    ClaimGranted claim() {
        return await().atMost(PATIENCE).until(() -> next(ClaimGranted.class), c -> c != null);
    }

    /** The next revocation. */
    ClaimMessage.ClaimRevoked revoked() {
        return await().atMost(PATIENCE)
                .until(() -> next(ClaimMessage.ClaimRevoked.class), c -> c != null);
    }

    /** All that lies on a topic now, as text. */
    List<String> all(Topics topic) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer(kafka, topic)) {
            var ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    private <T extends ClaimMessage> @Nullable T next(Class<T> type) {
        for (ConsumerRecord<String, byte[]> record : claims.poll(Duration.ofMillis(50))) {
            if (codec.decodeClaim(record.value())
                            instanceof Decoded.Readable<ClaimMessage>(ClaimMessage message)
                    && message.holder().equals(holder)) {
                read.add(message);
            }
        }
        ClaimMessage found = read.stream().filter(type::isInstance).findFirst().orElse(null);
        read.remove(found);
        return type.cast(found);
    }

    private void say(RunMessage message) {
        send(Topics.RUNS, message.pool().value(), codec.encode(message));
    }

    private void send(Topics topic, String pool, byte[] value) {
        producer.send(
                new ProducerRecord<>(
                        topic.topic(), Partitions.of(pool, kafka.lanes()), pool, value));
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        claims.close();
    }
}
