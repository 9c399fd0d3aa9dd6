package dev.crayfleet.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are posted before the task that they belong to. */
class FilesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int MEBIBYTE = 1 << 20;

    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private static IngestHarness ingest;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(data, 0);
        ingest = IngestHarness.start(kafka.bootstrap(), Map.of("discord.token", ""));
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        ingest.close();
        kafka.close();
    }

    @Test
    void aFileComesBackAsAReferenceThatATaskNames() throws Exception {
        byte[] content = "Größe;1\n".repeat(100_000).getBytes(UTF_8);
        // As curl sends it, unless it is told otherwise.
        HttpResponse<String> answer =
                post(
                        "?task=with-file&name=..%2Ftable%20one.csv",
                        "application/x-www-form-urlencoded", content);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        FileRef file = new Codec().decodeRecord(answer.body().getBytes(UTF_8), FileRef.class);
        assertThat(file.name()).isEqualTo("table one.csv");
        assertThat(file.size()).isEqualTo(content.length);
        assertThat(FileStore.read(KafkaSettings.of(kafka.bootstrap()), TIMEOUT, file))
                .isEqualTo(content);
        assertThat(
                        ingest.post(
                                        "application/json",
                                        "{\"prompt\": \"read it\", \"id\": \"with-file\", \"files\": [%s]}"
                                                .formatted(answer.body()))
                                .statusCode())
                .isEqualTo(202);
        try (TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            TaskSubmitted task = tasks.await("read it").task();
            assertThat(task.files()).isEqualTo(List.of(file));
        }
    }

    @Test
    void aFileMayBeEmptyOrHaveEightMebibytes() throws Exception {
        for (int size : new int[] {0, 8 * MEBIBYTE}) {
            HttpResponse<String> answer =
                    post("?task=t&name=a.bin", "application/octet-stream", new byte[size]);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(answer.body()).contains("\"size\":" + size);
        }
    }

    @Test
    void whatIsNoFileIsRefusedWithASentence() throws Exception {
        String binary = "application/octet-stream";
        assertRefused(post("?name=a", binary, new byte[1]), 400, "/files?task=ID&name=NAME");
        assertRefused(post("?task=t", binary, new byte[1]), 400, "/files?task=ID&name=NAME");
        assertRefused(post("?task=a%20b&name=a", binary, new byte[1]), 400, "task id");
        assertRefused(
                post("?task=t&name=a", "multipart/form-data; boundary=x", new byte[1]),
                415,
                "--data-binary");
        assertRefused(
                post("?task=t&name=a", binary, new byte[8 * MEBIBYTE + 1]),
                413,
                "A file has at most 8 MiB.");
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String part) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(part, "\"status\":" + status);
    }

    private static HttpResponse<String> post(String query, String type, byte[] content)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(ingest.uri().resolve("/files" + query))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(content))
                        .build(),
                BodyHandlers.ofString());
    }
}
