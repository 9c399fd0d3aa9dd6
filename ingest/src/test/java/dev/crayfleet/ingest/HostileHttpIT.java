package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs post, byte by byte: a task as it was meant, or a sentence that says why not. */
class HostileHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private static IngestHarness ingest;
    private static TaskTopic tasks;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(data, 0);
        ingest = IngestHarness.start(kafka.bootstrap(), Map.of("discord.token", ""));
        tasks = new TaskTopic(kafka.bootstrap());
    }

    @AfterAll
    static void stop() {
        tasks.close();
        ingest.close();
        kafka.close();
    }

    /** An answer, as it came. */
    private record RawAnswer(int status, String head, String body) {}

    static List<HostileInput> requests() {
        return Corpus.of("http");
    }

    static List<HostileInput> texts() {
        return Corpus.of("text");
    }

    static List<HostileInput> bytes() {
        return Corpus.of("bytes");
    }

    static List<HostileInput> submissions() {
        return Corpus.of("submission-json").stream()
                .filter(each -> each.text("only").isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsATaskOrRefused(HostileInput input) throws Exception {
        RawAnswer answer = send(input.input(), input.bytes("body").orElseThrow());
        assertThat(answer.status())
                .as(answer.body())
                .isEqualTo(input.answer().path("status").asInt());
        if (answer.status() == 202) {
            String id = JSON.readTree(answer.body()).path("id").asText();
            assertThat(id).startsWith("http");
            input.answer("id").ifPresent(expected -> assertThat(id).isEqualTo(expected));
            Optional<String> key = input.answer("idOfKey");
            if (key.isPresent()) {
                assertThat(id).isEqualTo("http-sha256-" + sha256(key.get()));
            }
            input.answer("prompt").ifPresent(prompt -> awaitWritten(id, prompt));
        } else {
            assertProblem(answer, input.answer("sentence").orElseThrow());
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsTheSameOverHttp(HostileInput input) throws Exception {
        byte[] body = input.text("text").orElseThrow().getBytes(StandardCharsets.UTF_8);
        if (!input.name().contains("surrogate")) {
            postAndCheck(input, body, "text/plain; charset=utf-8", "prompt");
        }
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void bytesAreReadByTheSameRule(HostileInput input) throws Exception {
        String charset = input.text("charset").map(name -> "; charset=" + name).orElse("");
        // A header has no control characters, and no empty value.
        if (charset.codePoints().noneMatch(Character::isISOControl) && !charset.endsWith("=")) {
            postAndCheck(input, input.bytes("bytes").orElseThrow(), "text/plain" + charset, "text");
        }
    }

    @ParameterizedTest
    @MethodSource("submissions")
    void jsonIsReadByTheSameRule(HostileInput input) throws Exception {
        postAndCheck(input, input.bytes("bytes").orElseThrow(), "application/json", "prompt");
    }

    private static void postAndCheck(HostileInput input, byte[] body, String type, String field)
            throws Exception {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode header = request.putArray("headers").addArray();
        header.add("Content-Type").add(type);
        RawAnswer answer = send(request, body);
        String prompt = input.answer(field).orElse("").strip();
        if (prompt.isEmpty()) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            String part = input.answer("refused").orElse("nothing to do");
            assertProblem(answer, JSON.writeValueAsString(part).replaceAll("^\"|\"$", ""));
        } else {
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            awaitWritten(JSON.readTree(answer.body()).path("id").asText(), prompt);
        }
    }

    private static void awaitWritten(String id, String prompt) {
        TaskSubmitted task =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .pollDelay(Duration.ZERO)
                        .until(
                                () ->
                                        tasks.all().stream()
                                                .map(TaskTopic.TaskRecord::task)
                                                .filter(each -> each.id().value().equals(id))
                                                .findFirst(),
                                Optional::isPresent)
                        .orElseThrow();
        if (Prompt.fitsInline(prompt)) {
            assertThat(task.prompt()).isEqualTo(new Prompt(prompt, null));
        } else {
            assertThat(task.prompt().file())
                    .isNotNull()
                    .extracting(FileRef::size)
                    .isEqualTo((long) prompt.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    private static void assertProblem(RawAnswer answer, String sentence) {
        assertThat(answer.head().toLowerCase(Locale.ROOT))
                .contains("content-type: application/problem+json");
        assertThat(answer.body())
                .contains(sentence)
                .contains("\"status\":" + answer.status())
                .doesNotContain("Exception", "\tat ");
    }

    /** By hand, because no client would send some of it. */
    private static RawAnswer send(JsonNode request, byte[] body) throws IOException {
        URI uri = ingest.uri();
        StringBuilder head = new StringBuilder();
        head.append(request.path("method").asText("POST"))
                .append(' ')
                .append(request.path("path").asText("/tasks"))
                .append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n");
        for (JsonNode header : request.path("headers")) {
            head.append(header.get(0).asText()).append(": ").append(value(header)).append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.flush();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer(answer.toString(StandardCharsets.UTF_8));
        }
    }

    private static String value(JsonNode header) {
        ObjectNode wrapped = JSON.createObjectNode();
        wrapped.set("value", header.get(1));
        return new HostileInput("header", "h", "h", wrapped, wrapped).text("value").orElseThrow();
    }

    private static RawAnswer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        String head = text.substring(0, end);
        return new RawAnswer(
                Integer.parseInt(head.substring(9, 12)), head, text.substring(end + 4));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
