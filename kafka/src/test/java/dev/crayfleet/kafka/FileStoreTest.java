package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.kafka.FileStore.FileLostException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileStoreTest {
    private final KafkaForTests kafka;
    private final Producer<String, byte[]> producer;
    private final FileStore files;

    FileStoreTest() throws IOException {
        kafka = KafkaForTests.start().withTopics();
        producer = kafka.producer();
        files = store(KafkaForTests.TIMEOUT);
    }

    @AfterAll
    void close() throws IOException {
        producer.close(Duration.ofSeconds(10));
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                Limits.CHUNK_BYTES - 1,
                Limits.CHUNK_BYTES,
                Limits.CHUNK_BYTES + 1,
                Limits.FILE_BYTES
            })
    void aFileIsReadBackAsItWasWritten(int size) throws Exception {
        TaskId task = new TaskId("size-" + size);
        byte[] content = bytes(size);
        FileRef file = files.put(task, "out.bin", content);
        assertThat(file.size()).isEqualTo(size);
        assertThat(file.chunks()).isEqualTo(Math.max(1, Math.ceilDiv(size, 512 * 1024)));
        assertThat(file.partition()).isEqualTo(Partitions.of(task.value(), 12));
        assertThat(files.get(file)).isEqualTo(content);
    }

    static List<HostileInput> references() {
        return Corpus.of("file-ref");
    }

    /** A reference is checked against the limits, and the records against the reference. */
    @ParameterizedTest
    @MethodSource("references")
    void aReferenceIsChecked(HostileInput input) throws Exception {
        byte[] content = bytes(600_000);
        FileRef written = files.put(new TaskId("real"), "a.bin", content);
        JsonNode reference = input.input();
        long offset =
                reference.has("records")
                        ? writeRecords(reference.get("records"), written)
                        : reference.path("offset").asLong(written.offset());
        String refusal = input.answer("refused").orElse("");
        try {
            FileRef file =
                    new FileRef(
                            reference.path("name").asText(written.name()),
                            reference.path("size").asLong(written.size()),
                            reference.path("sha256").asText(written.sha256()),
                            reference.path("partition").asInt(written.partition()),
                            offset,
                            reference.path("chunks").asInt(written.chunks()));
            assertThat(files.get(file)).isEqualTo(content);
            assertThat(input.answer().path("read").asBoolean()).isTrue();
        } catch (FileLostException e) {
            assertThat(e).hasMessageContaining(refusal);
            assertThat(e.isGone()).isTrue();
            assertThat(refusal).isNotEmpty();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining(refusal);
            assertThat(refusal).isNotEmpty();
        }
    }

    /** Writes records to the file's partition, and returns the offset of the first. */
    private long writeRecords(JsonNode records, FileRef file) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (JsonNode each : records) {
            HostileInput record = new HostileInput("record", "r", "r", each, each);
            List<Header> headers = new ArrayList<>();
            if (each.has("file")) {
                headers.add(header("file", each.get("file").isNull() ? null : file.sha256()));
            }
            if (each.has("chunk")) {
                headers.add(header("chunk", each.get("chunk").textValue()));
            }
            for (int n = each.path("times").asInt(1); n > 0; n--) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.FILES.topic(),
                                        file.partition(),
                                        "another",
                                        record.bytes("value").orElse(null),
                                        headers)));
            }
        }
        producer.flush();
        return sent.getFirst().get(30, TimeUnit.SECONDS).offset();
    }

    @Test
    void filesOfOneTaskMayBeWrittenAtOnce() throws Exception {
        TaskId task = new TaskId("many");
        try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
            List<byte[]> contents =
                    List.of(bytes(900_000), bytes(1_100_000), bytes(10), bytes(1_600_000));
            List<Future<FileRef>> written =
                    contents.stream()
                            .map(each -> writers.submit(() -> files.put(task, "x", each)))
                            .toList();
            for (int i = 0; i < contents.size(); i++) {
                assertThat(files.get(written.get(i).get(30, TimeUnit.SECONDS)))
                        .isEqualTo(contents.get(i));
            }
        }
    }

    @Test
    void tooLargeFilesAndUnsafeNamesAreRefusedBeforeAnythingIsSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> files.put(new TaskId("big"), "x", new byte[Limits.FILE_BYTES + 1]))
                .withMessage("file \"x\" has 8388609 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.put(new TaskId("bad"), "../x", new byte[1]))
                .withMessage("\"../x\" is no plain file name");
    }

    @Test
    void aFileThatRetentionDeletedIsLost() throws Exception {
        FileRef file = files.put(new TaskId("lost"), "report.txt", bytes(100));
        FileRef later = files.put(new TaskId("lost"), "next.txt", bytes(101));
        try (Admin admin = kafka.admin()) {
            TopicPartition partition = new TopicPartition(Topics.FILES.topic(), file.partition());
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(later.offset())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> files.get(file))
                .isInstanceOf(FileLostException.class)
                .hasMessage("\"report.txt\" is no longer on the files topic, which keeps 7 days");
        assertThat(files.get(later)).hasSize(101);
    }

    @Test
    void aFileThatWasNeverWrittenIsLostAtOnce() throws Exception {
        FileRef written = files.put(new TaskId("there"), "a.txt", bytes(100));
        FileRef never =
                new FileRef(
                        "b.txt", 100, "ab".repeat(32), written.partition(), written.offset(), 1);
        assertThatThrownBy(() -> store(Duration.ofSeconds(30)).get(never))
                .isInstanceOf(FileLostException.class)
                .hasMessage("\"b.txt\" is not where it was written");
    }

    @Test
    void contentWithAnotherHashIsRefused() throws Exception {
        TaskId task = new TaskId("forged");
        FileRef real = files.put(task, "a.txt", "true".getBytes(StandardCharsets.UTF_8));
        long offset =
                producer.send(
                                new ProducerRecord<>(
                                        Topics.FILES.topic(),
                                        real.partition(),
                                        task.value(),
                                        "fake".getBytes(StandardCharsets.UTF_8),
                                        List.of(
                                                header("file", real.sha256()),
                                                header("chunk", "0"))))
                        .get(30, TimeUnit.SECONDS)
                        .offset();
        FileRef forged = new FileRef("a.txt", 4, real.sha256(), real.partition(), offset, 1);
        assertThatThrownBy(() -> files.get(forged))
                .isInstanceOf(FileLostException.class)
                .hasMessage("\"a.txt\" is not what was written");
    }

    @Test
    void aWriteFailsWithinItsTimeoutWhenKafkaCannotBeReached() {
        KafkaSettings nowhere = KafkaSettings.of("127.0.0.1:1");
        try (Producer<String, byte[]> unreachable = KafkaForTests.producer(nowhere, 500)) {
            FileStore store = new FileStore(nowhere, unreachable, Duration.ofSeconds(2));
            assertThatThrownBy(() -> store.put(new TaskId("a"), "a.txt", bytes(10)))
                    .isInstanceOf(FileLostException.class)
                    .hasMessage("\"a.txt\" could not be written to Kafka");
        }
    }

    @Test
    void aReadEndsWhenItIsNoLongerWanted() throws Exception {
        FileRef written = files.put(new TaskId("unwanted"), "a.txt", bytes(10));
        assertThatThrownBy(() -> files.get(written, () -> false))
                .isInstanceOf(FileLostException.class)
                .hasMessage("nobody waits for \"a.txt\" any more");
        KafkaSettings nowhere = KafkaSettings.of("127.0.0.1:1");
        try (Producer<String, byte[]> unreachable = KafkaForTests.producer(nowhere, 500)) {
            FileStore store = new FileStore(nowhere, unreachable, Duration.ofMinutes(5));
            long startNanos = System.nanoTime();
            assertThatThrownBy(() ->
                            store.get(
                                    written, () -> System.nanoTime() - startNanos < 1_000_000_000L))
                    .isInstanceOf(FileLostException.class)
                    .hasMessage("nobody waits for \"a.txt\" any more");
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isLessThan(Duration.ofSeconds(90));
        }
    }

    private FileStore store(Duration timeout) {
        return new FileStore(kafka.settings(Topics.DEFAULT_LANES), producer, timeout);
    }

    private static RecordHeader header(String name, @Nullable String value) {
        return new RecordHeader(
                name, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }
}
