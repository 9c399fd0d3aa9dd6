package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that cannot be read or posted, and records by other producers. */
class UnreadableRecordsIT extends PosterIntegrationTest {
    private final Codec codec = new Codec();

    @Test
    void aRecordThatCannotBeReadOrPostedIsADeadLetter() throws Exception {
        try (PosterHarness harness = start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            long before = deadLetterCount(admin);
            harness.send(
                    Topics.RESULTS,
                    id.value(),
                    "{\"type\":\"Strange\"}".getBytes(StandardCharsets.UTF_8),
                    Instant.now());
            harness.awaitPage(
                    "/prometheus", "crayfleet_poster_dead_letters_total{line=\"reactions\"} 0.0");
            harness.awaitPage(
                    "/prometheus", "crayfleet_poster_dead_letters_total{line=\"results\"} 1.0");
            discord.faults().on(POST_MESSAGE).refused(400, 50035, "Invalid Form Body", 2);
            harness.sendResult(Samples.calculated(id));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> deadLetterCount(admin) == before + 2);
            TaskId next = new TaskId(id + "-next");
            harness.sendResult(Samples.calculated(next));
            harness.awaitText("results", next.value());
        }
    }

    @Test
    void aRecordThatIsCorruptOnTheBrokersDiskIsGivenUp() throws Exception {
        RecordMetadata position;
        try (PosterHarness harness = start()) {
            harness.sendResult(Samples.calculated(id));
            harness.awaitText("results", id.value());
        }
        TaskId corrupt = new TaskId(id + "-corrupt");
        TaskId next = new TaskId(id + "-next");
        position = write(corrupt, "none");
        corruptLastRecord(position);
        write(next, "none");
        try (PosterHarness harness = start();
                DeadLetters deadLetters = new DeadLetters(bootstrap())) {
            harness.awaitText("results", next.value());
            assertThat(deadLetters.awaitReason(position)).contains("cannot be read from Kafka");
            assertThat(discord.messages("results"))
                    .noneMatch(each -> each.content().contains(corrupt.value()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void readsEveryCompression(String compression) throws Exception {
        try (PosterHarness harness = start()) {
            harness.awaitHealth("logged in as");
            write(id, compression);
            harness.awaitText("results", id.value());
        }
    }

    /** By another producer, in the partition of the test's task. */
    private RecordMetadata write(TaskId task, String compression) throws Exception {
        Map<String, Object> settings = KafkaSettings.of(bootstrap()).producer("test", 20_000);
        settings.put("compression.type", compression);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            return producer.send(
                            new ProducerRecord<>(
                                    Topics.RESULTS.topic(),
                                    id.value(),
                                    codec.encode(Samples.calculated(task))))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** Changes a byte of the partition's last record on the broker's disk. */
    private void corruptLastRecord(RecordMetadata record) throws IOException {
        String folder = record.topic() + "-" + record.partition();
        Path segment;
        try (Stream<Path> all = Files.walk(kafkaData())) {
            segment =
                    all.filter(path -> path.toString().contains("/" + folder + "/"))
                            .filter(path -> path.toString().endsWith(".log"))
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            long last = file.length() - 3;
            file.seek(last);
            int old = file.read();
            file.seek(last);
            file.write(old ^ 0x55);
        }
    }

    private static long deadLetterCount(Admin admin) throws Exception {
        TopicPartition position = new TopicPartition(Topics.DEAD_LETTERS.topic(), 0);
        return admin.listOffsets(Map.of(position, OffsetSpec.latest()))
                .partitionResult(position)
                .get(20, TimeUnit.SECONDS)
                .offset();
    }
}
