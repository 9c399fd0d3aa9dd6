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
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
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

/** A runner, and a person who submits tasks, that do what a test says. */
final class FakeRunner implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final KafkaSettings kafka;
    private final Codec codec = new Codec();
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> claims;
    private final Deque<ClaimMessage> unhandled = new ArrayDeque<>();
    private final Holder holder;

    /**
     * @param incarnation unique among the fake runners of a test
     */
    FakeRunner(KafkaSettings kafka, String incarnation) {
        this.kafka = kafka;
        this.holder = new Holder(new RunnerId("fake-runner"), new Incarnation(incarnation));
        producer =
                new KafkaProducer<>(
                        kafka.producer("fake-runner", 20_000),
                        new StringSerializer(),
                        new ByteArraySerializer());
        claims = claimsConsumer(kafka);
    }

    private static KafkaConsumer<String, byte[]> claimsConsumer(KafkaSettings kafka) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        kafka.consumer("fake-runner"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> all =
                consumer.partitionsFor(Topics.CLAIMS.topic()).stream()
                        .map(each -> new TopicPartition(Topics.CLAIMS.topic(), each.partition()))
                        .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return consumer;
    }

    /** Writes a task as a foreign producer does, in the lane of its pool. */
    void submit(String pool, String json) {
        send(Topics.TASKS, pool, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a message to a lane, as a service does that does not sign. */
    void tell(int lane, TaskMessage message) {
        producer.send(
                new ProducerRecord<>(Topics.TASKS.topic(), lane, null, codec.encode(message)));
        producer.flush();
    }

    void join(String pool, int slots) {
        join(pool, slots, null);
    }

    /**
     * @param details absent as of an older runner
     */
    void join(String pool, int slots, @Nullable RunnerDetails details) {
        send(new RunMessage.RunnerJoined(new Pool(pool), holder, slots, details, Instant.now()));
    }

    void start(ClaimGranted claim) {
        send(
                new RunMessage.RunStarted(
                        claim.pool(), holder, claim.attempt(), "agent-1-a", "demo", Instant.now()));
    }

    void finish(ClaimGranted claim, RunOutcome outcome) {
        finish(claim, outcome, null);
    }

    void finish(ClaimGranted claim, RunOutcome outcome, @Nullable RunReport report) {
        send(
                new RunMessage.RunFinished(
                        claim.pool(), holder, claim.attempt(), outcome, report, Instant.now()));
    }

    /** Waits for the next claim of this runner. */
    ClaimGranted awaitClaim() {
        return await().atMost(TIMEOUT)
                .until(() -> poll(ClaimGranted.class), claim -> claim != null);
    }

    /** Waits for the next claim that is revoked. */
    ClaimMessage.ClaimRevoked awaitRevocation() {
        return await().atMost(TIMEOUT)
                .until(() -> poll(ClaimMessage.ClaimRevoked.class), claim -> claim != null);
    }

    /** Waits for the next question what an agent prints. */
    ClaimMessage.LogRequested awaitLogRequest() {
        return await().atMost(TIMEOUT)
                .until(() -> poll(ClaimMessage.LogRequested.class), asked -> asked != null);
    }

    /** Answers as {@code sender}, under the name of the request in the header. */
    void answerLog(
            ClaimMessage.LogRequested asked,
            Holder sender,
            String request,
            long from,
            String text) {
        RunMessage.LogAnswered answer =
                new RunMessage.LogAnswered(
                        asked.pool(),
                        sender,
                        asked.attempt(),
                        request,
                        from,
                        from + text.length(),
                        text,
                        Instant.now());
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        Topics.RUNS.topic(),
                        Partitions.of(asked.pool().value(), kafka.lanes()),
                        asked.pool().value(),
                        codec.encode(answer));
        record.headers()
                .add(Topics.HEADER_REQUEST, asked.request().getBytes(StandardCharsets.UTF_8));
        producer.send(record);
        producer.flush();
    }

    private <T extends ClaimMessage> @Nullable T poll(Class<T> type) {
        for (ConsumerRecord<String, byte[]> record : claims.poll(Duration.ofMillis(50))) {
            if (codec.decodeClaim(record.value())
                            instanceof Decoded.Readable<ClaimMessage>(ClaimMessage message)
                    && message.holder().equals(holder)) {
                unhandled.add(message);
            }
        }
        ClaimMessage found = unhandled.stream().filter(type::isInstance).findFirst().orElse(null);
        unhandled.remove(found);
        return type.cast(found);
    }

    /** Waits for the next message of that type. */
    <T extends ClaimMessage> T await(Class<T> type) {
        return org.awaitility.Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> poll(type), message -> message != null);
    }

    Holder holder() {
        return holder;
    }

    void send(RunMessage message) {
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
