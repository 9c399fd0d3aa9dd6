package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An id that belongs to another task, as the dispatcher says. */
class KnownIdIT {
    private static final String JSON = "application/json";

    @TempDir Path data;

    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void isAConflictUnlessTheSameIsAsked() throws Exception {
        HttpServer dispatcher = dispatcher();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                IngestHarness ingest = start(kafka, dispatcher.getAddress().getPort())) {
            HttpResponse<String> same =
                    ingest.post(JSON, "{\"prompt\": \"first\", \"id\": \"known\"}");
            assertThat(same.statusCode()).isEqualTo(202);
            assertThat(same.body()).contains("\"id\":\"known\"", "\"known\":true");
            HttpResponse<String> other =
                    ingest.post(JSON, "{\"prompt\": \"second\", \"id\": \"known\"}");
            assertThat(other.statusCode()).isEqualTo(409);
            assertThat(other.body())
                    .contains("belongs to another task", "\"status\":409", "Conflict");
            assertThat(ingest.post("text/plain", "second", "Idempotency-Key", "known").statusCode())
                    .as("its id is http-known, which the dispatcher knows too")
                    .isEqualTo(409);
            HttpResponse<String> another =
                    ingest.post(JSON, "{\"prompt\": \"x\", \"id\": \"new\"}");
            assertThat(another.statusCode()).isEqualTo(202);
            assertThat(another.body()).doesNotContain("known");
            int asked = questions.get();
            assertThat(ingest.post(JSON, "{\"prompt\": \"second\"}").statusCode()).isEqualTo(202);
            assertThat(questions).as("a new id needs no question").hasValue(asked);
        } finally {
            dispatcher.stop(0);
        }
    }

    @Test
    void keepsNoTaskFromComingInWhileTheDispatcherIsAway() throws Exception {
        HttpServer gone = dispatcher();
        gone.stop(0);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                IngestHarness ingest = start(kafka, gone.getAddress().getPort())) {
            for (int i = 0; i < 3; i++) {
                assertThat(ingest.post(JSON, "{\"prompt\": \"x\", \"id\": \"known\"}").statusCode())
                        .isEqualTo(202);
            }
        }
    }

    private static IngestHarness start(EmbeddedKafka kafka, int dispatcher) {
        return IngestHarness.start(
                kafka.bootstrap(),
                Map.of(
                        "discord.token",
                        "",
                        "crayfleet.ingest.dispatcher-url",
                        "http://127.0.0.1:" + dispatcher + "/"));
    }

    /** Knows the task "known", and "http-known", whose prompt is "first". */
    private HttpServer dispatcher() throws Exception {
        String answer =
                "{\"fingerprint\": \"%s\"}"
                        .formatted(TaskFingerprint.of(Pool.DEFAULT, "first", TaskOptions.NONE));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/tasks/",
                exchange -> {
                    questions.incrementAndGet();
                    boolean isKnown = exchange.getRequestURI().getPath().endsWith("known");
                    byte[] content = (isKnown ? answer : "{}").getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(isKnown ? 200 : 404, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
