package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.cli.machine.SigningKeyFile;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.local.LocalFleet;
import dev.crayfleet.local.LocalOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ThrowingRunnable;

/**
 * A whole fleet for tests, with real Kafka, real JDA, the Discord emulator and the four services.
 * What its services write to the tasks topic is signed. Its broker is the embedded one, or a
 * container with {@code -Dcrayfleet.kafka=container}. The clock of leases and back-offs can be
 * advanced.
 */
final class TestFleet implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestBroker broker;
    private final LocalOptions options;
    private final ShiftedClock clock;
    private LocalFleet running;

    private TestFleet(TestBroker broker, LocalOptions options, ShiftedClock clock) {
        this.broker = broker;
        this.options = options;
        this.clock = clock;
        this.running = LocalFleet.start(options);
    }

    /** The system's time plus the time by which it was advanced. */
    private static final class ShiftedClock implements InstantSource {
        private final AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);

        @Override
        public Instant instant() {
            return Instant.now().plus(shift.get());
        }
    }

    static TestFleet in(Path folder) {
        return in(folder, UnaryOperator.identity());
    }

    static TestFleet in(Path folder, UnaryOperator<LocalOptions> options) {
        ShiftedClock clock = new ShiftedClock();
        TestBroker broker = TestBroker.chosen();
        LocalOptions base =
                LocalOptions.in(folder)
                        .with("crayfleet.runner.executor", "demo")
                        .with("crayfleet.signing.keys-file", signingKeys(folder).toString())
                        .withClock(clock);
        if (broker.bootstrap() != null) {
            base = base.withKafka(broker.bootstrap());
        }
        return new TestFleet(broker, options.apply(base), clock);
    }

    /** By which its services are asked over HTTP. */
    String token() {
        return Objects.requireNonNull(running.fleetFile().token());
    }

    /** The file with the keys of the fleet in this folder. */
    static Path signingKeys(Path folder) {
        Path keys = folder.resolve("signing.keys");
        try {
            if (!Files.exists(keys)) {
                new SigningKeyFile(keys).create(LocalDate.EPOCH);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    LocalFleet local() {
        return running;
    }

    DiscordEmulator discord() {
        return running.emulator();
    }

    /** Advances the clock of leases and back-offs. */
    void advanceClock(Duration by) {
        clock.shift.updateAndGet(before -> before.plus(by));
    }

    /** Stops cleanly and starts again with the same data. */
    void restart() {
        running.close();
        running = LocalFleet.start(options);
    }

    /** Posts to #task-queue as a user; returns the id of the message. */
    String postTask(String text) {
        return discord().postAs(discord().userToken(), "task-queue", text).id();
    }

    EmulatedMessage message(String id) {
        return discord().messages("task-queue").stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<EmulatedMessage> resultsOf(String taskId) {
        return discord().messages("results").stream()
                .filter(message -> message.content().contains("] " + taskId + " by "))
                .toList();
    }

    /** Waits for the result of a task. */
    EmulatedMessage resultOf(String taskId) {
        eventually(() -> assertThat(resultsOf(taskId)).as("results of " + taskId).isNotEmpty());
        return resultsOf(taskId).getFirst();
    }

    /** Waits until each has one result and one check mark, and checks that no result is doubled. */
    void assertEachAnsweredOnce(Collection<String> messageIds) {
        eventually(() ->
                assertThat(messageIds)
                        .allSatisfy(id -> assertThat(resultsOf("discord-" + id)).hasSize(1)));
        eventually(() ->
                assertThat(messageIds)
                        .allSatisfy(id -> assertThat(message(id).hasReaction("✅")).isTrue()));
        assertThat(records(Topics.RESULTS)).extracting(ConsumerRecord::key).doesNotHaveDuplicates();
    }

    /** Writes to the tasks topic without a key, as a foreign producer such as kcat does. */
    void produce(String value) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        kafka().producer("foreign", 20_000),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS.topic(), value.getBytes(StandardCharsets.UTF_8)))
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("cannot produce", e);
        }
    }

    KafkaSettings kafka() {
        return KafkaSettings.of(running.fleetFile().kafkaBootstrap());
    }

    /** All committed records of a topic. */
    List<ConsumerRecord<String, byte[]>> records(Topics topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        kafka().consumer("test-reader"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic.topic()).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    void eventually(ThrowingRunnable holds) {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).untilAsserted(holds);
    }

    @Override
    public void close() {
        running.close();
        broker.close();
    }
}
