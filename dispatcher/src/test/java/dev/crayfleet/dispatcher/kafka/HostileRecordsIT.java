package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.corpus.HostileRecord;
import dev.crayfleet.corpus.HostileRecord.Outcome;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every record of the corpus that a lane can meet, on a real broker. After each the next ordinary
 * task of the pool {@code default} is claimed, and the record's own answer is the right one.
 */
class HostileRecordsIT {
    private static final int SLOTS = 500;
    private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

    @TempDir static Path folder;

    private static EmbeddedKafka kafka;
    private static ApplicationContext dispatcher;
    private static FakeRunner runner;
    private static KafkaConsumer<byte[], byte[]> deadLetters;
    private static final List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
    private static final Map<String, ClaimGranted> claimed = new HashMap<>();
    private static int taskCount;

    static List<HostileRecord> records() {
        return HostileRecord.all().stream()
                .filter(record -> record.topic().equals("tasks") || record.topic().equals("runs"))
                .toList();
    }

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("micronaut.server.port", 0);
        // The fake runner joins, and sends no heartbeats.
        settings.put("crayfleet.dispatcher.lease", "10m");
        settings.put("crayfleet.dispatcher.state-dir", folder.resolve("streams").toString());
        dispatcher = DispatcherApp.start(settings);
        KafkaSettings client = KafkaSettings.of(kafka.bootstrap());
        runner = new FakeRunner(client, "incarnation");
        runner.join("default", SLOTS);
        deadLetters =
                new KafkaConsumer<>(
                        client.consumer("test"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        TopicPartition all = new TopicPartition(Topics.DEAD_LETTERS.topic(), 0);
        deadLetters.assign(List.of(all));
        deadLetters.seekToBeginning(List.of(all));
    }

    @AfterAll
    static void stop() {
        deadLetters.close();
        runner.close();
        dispatcher.close();
        kafka.close();
    }

    @ParameterizedTest
    @MethodSource("records")
    void aHostileRecordGetsTheRightAnswerAndStopsNothing(HostileRecord record) throws Exception {
        RecordMetadata at = send(record);
        if (at == null) {
            assertThat(record.outcome()).isEqualTo(Outcome.NOT_TAKEN);
            return;
        }
        String next = "next-" + ++taskCount;
        runner.submit("default", "{\"prompt\": \"ordinary\", \"id\": \"%s\"}".formatted(next));
        awaitClaim(next);

        switch (record.outcome()) {
            case TASK, MOVED, NOT_TAKEN -> {
                ClaimGranted claim = awaitClaim(record.source().answer("id").orElse(idOf(at)));
                record.source()
                        .answer("prompt")
                        .ifPresent(prompt ->
                                assertThat(claim.work().prompt().text()).isEqualTo(prompt));
            }
            case DEAD_LETTER ->
                    assertThat(reason(at)).contains(record.source().answer("reason").orElse(""));
            case WAITS, IGNORED -> {}
        }
        boolean isLetter = record.outcome() == Outcome.DEAD_LETTER;
        assertThat(letters.stream().filter(letter -> isOf(letter, at)).count())
                .as("dead letters of it")
                .isEqualTo(isLetter ? 1 : 0);
    }

    private static ClaimGranted awaitClaim(String id) {
        while (!claimed.containsKey(id)) {
            ClaimGranted claim = runner.awaitClaim();
            claimed.put(claim.attempt().task().value(), claim);
            runner.finish(claim, new RunOutcome.Succeeded());
        }
        return claimed.get(id);
    }

    /** The dead letter of a record; awaited. */
    private static String reason(RecordMetadata at) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadlineNanos) {
            for (ConsumerRecord<byte[], byte[]> letter : letters) {
                if (isOf(letter, at)) {
                    return header(letter, Topics.HEADER_REASON);
                }
            }
            deadLetters.poll(Duration.ofMillis(100)).forEach(letters::add);
        }
        throw new AssertionError("no dead letter of " + at);
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> letter, RecordMetadata at) {
        return header(letter, Topics.HEADER_TOPIC).equals(at.topic())
                && header(letter, Topics.HEADER_PARTITION).equals("" + at.partition())
                && header(letter, Topics.HEADER_OFFSET).equals("" + at.offset());
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String idOf(RecordMetadata at) {
        return "kafka-%d-%d".formatted(at.partition(), at.offset());
    }

    /** Null where the broker does not take such a time. */
    private static @Nullable RecordMetadata send(HostileRecord record) throws Exception {
        Map<String, Object> settings =
                new HashMap<>(
                        KafkaSettings.of(kafka.bootstrap())
                                .producer("hostile-" + taskCount, 30_000));
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, record.compression());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST_BYTES);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(new TimedRecord(record)).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThatCode(
                            () -> {
                                throw e.getCause();
                            })
                    .isInstanceOf(InvalidTimestampException.class);
            return null;
        }
    }

    /** Kafka's producer takes no record without a time, but asks the record for it. */
    private static final class TimedRecord extends ProducerRecord<byte[], byte[]> {
        private final @Nullable Long timestamp;

        TimedRecord(HostileRecord record) {
            super(
                    "crayfleet." + record.topic(),
                    null,
                    null,
                    record.key(),
                    record.value(),
                    record.headers().stream()
                            .<Header>map(each -> new RecordHeader(each.name(), each.value()))
                            .toList());
            this.timestamp = record.timestamp();
        }

        @Override
        public @Nullable Long timestamp() {
            return timestamp;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
