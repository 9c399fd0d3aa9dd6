package dev.crayfleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.kafka.FileStore;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code submit} sends, with files and in batches, on both ways, over a real broker. */
class SubmitIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir static Path folder;
    private static FleetTopics topics;
    private static HttpServer dispatcher;
    private static ApplicationContext ingest;
    private static String url;

    @TempDir Path here;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        topics = FleetTopics.start(folder);
        dispatcher = dispatcher();
        ingest =
                IngestApp.start(
                        Map.of(
                                "kafka.bootstrap.servers",
                                topics.bootstrap(),
                                "micronaut.server.port",
                                -1,
                                "discord.token",
                                "",
                                "crayfleet.ingest.dispatcher-url",
                                "http://127.0.0.1:" + dispatcher.getAddress().getPort()));
        url = ingest.getBean(EmbeddedServer.class).getURI().toString();
    }

    @AfterAll
    static void stop() {
        ingest.close();
        dispatcher.stop(0);
        topics.close();
    }

    /** Knows every task that is on the tasks topic, as one that has read it. */
    private static HttpServer dispatcher() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/tasks/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    String id = path.substring(path.lastIndexOf('/') + 1);
                    String answer =
                            topics.tasks().stream()
                                    .filter(each -> each.id().value().equals(id))
                                    .findFirst()
                                    .map(each ->
                                            "{\"fingerprint\": \"%s\"}"
                                                    .formatted(TaskFingerprint.of(each)))
                                    .orElse("");
                    byte[] content = answer.getBytes(UTF_8);
                    exchange.sendResponseHeaders(content.length == 0 ? 404 : 200, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static List<TaskSubmitted> tasks(String promptBegin) {
        return topics.tasks().stream()
                .filter(each -> each.prompt().text().startsWith(promptBegin))
                .toList();
    }

    private int submit(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("submit"));
        all.addAll(List.of(arguments));
        if (!all.contains("--url")) {
            all.addAll(List.of("--url", url));
        }
        if (!all.contains("--bootstrap")) {
            all.addAll(List.of("--bootstrap", topics.bootstrap()));
        }
        return Crayfleet.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(here.resolve(name), content).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "kafka"})
    void filesGoWithATask(String way) throws Exception {
        String large = "0123456789abcdef".repeat(50_000);
        assertThat(
                        submit(
                                "files via " + way,
                                "--via",
                                way,
                                "--file",
                                file("Größen & mehr.csv", "a;b\n"),
                                "-f",
                                file("large.txt", large),
                                "--agent",
                                "auditor",
                                "--priority",
                                "high"))
                .as(err.toString())
                .isZero();
        TaskSubmitted task = tasks("files via " + way).getFirst();
        assertThat(task.id().value()).isEqualTo(out.toString().strip());
        assertThat(task.pool().value()).isEqualTo("auditor");
        assertThat(task.origin())
                .isInstanceOf(way.equals("http") ? Origin.Http.class : Origin.Cli.class);
        assertThat(task.files())
                .extracting(FileRef::name)
                .containsExactly("Größen & mehr.csv", "large.txt");
        assertThat(content(task.files().getFirst())).isEqualTo("a;b\n");
        assertThat(content(task.files().get(1))).isEqualTo(large);
    }

    private static String content(FileRef file) throws Exception {
        return new String(FileStore.read(topics.settings(), TIMEOUT, file), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "kafka"})
    void aBatchThatIsSentTwiceIsThereOnce(String way) throws Exception {
        String prompt = "batch via " + way;
        String batch = file("tasks.txt", "%1$s, one\n%1$s, two\n%1$s, two\n".formatted(prompt));
        assertThat(submit("--batch", batch, "--via", way)).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo("accepted 3, already known 0, refused 0");
        assertThat(tasks(prompt)).extracting(TaskSubmitted::id).hasSize(3).doesNotHaveDuplicates();

        String changed =
                file("tasks.txt", "%1$s, one\n%1$s, two\n%1$s, 2\n%1$s, three\n".formatted(prompt));
        assertThat(submit("--batch", changed, "--via", way, "--json")).as(err.toString()).isZero();
        assertThat(err.toString().strip()).endsWith("accepted 2, already known 2, refused 0");
        assertThat(err.toString().contains("not signed: a fleet that has signing keys refuses it"))
                .isEqualTo(way.equals("kafka"));
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines)
                .extracting(each -> each.path("line") + " " + each.path("outcome").asText())
                .containsExactly("1 known", "2 known", "3 accepted", "4 accepted");
        assertThat(tasks(prompt).stream().map(TaskSubmitted::id).distinct()).hasSize(5);
        assertThat(submit("--batch", changed, "--via", way, "--run", "again")).isZero();
        assertThat(out.toString()).startsWith("accepted 4,");
    }

    @Test
    void nothingOfABatchIsSubmittedIfALineIsWrong() throws Exception {
        String batch = file("a.jsonl", "{\"prompt\": \"wrong batch\"}\n{\"prmpt\": \"x\"}\n");
        assertThat(submit("--batch", batch)).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString())
                .contains("line 2: unknown field \"prmpt\"; did you mean \"prompt\"?")
                .contains("not submitted: a line is no task")
                .contains("--skip-invalid submits the others");
        assertThat(out.toString()).isEmpty();
        assertThat(tasks("wrong batch")).isEmpty();
        assertThat(submit("--batch", batch, "--skip-invalid")).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString().strip()).isEqualTo("accepted 1, already known 0, refused 1");
        assertThat(tasks("wrong batch")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "kafka"})
    void anIdOfAnotherTaskIsRefusedAndTheOthersSubmitted(String way) throws Exception {
        String prompt = "ids via " + way;
        assertThat(submit(prompt + ", first", "--id", "taken-" + way)).isZero();
        String batch =
                file(
                        "a.csv",
                        "id,prompt\ntaken-%2$s,\"%1$s, other\"\nfree-%2$s,\"%1$s, third\"\n"
                                .formatted(prompt, way));
        assertThat(submit("--batch", batch, "--via", way)).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString().strip()).isEqualTo("accepted 1, already known 0, refused 1");
        assertThat(err.toString()).containsIgnoringCase("line 2: task id \"taken-" + way);
        assertThat(tasks(prompt))
                .extracting(each -> each.id().value())
                .containsExactlyInAnyOrder("taken-" + way, "free-" + way);
    }

    @Test
    void whereTheFleetIsAwayABatchSaysSoAtOnce() throws Exception {
        String batch = file("a.txt", "x\n");
        assertThat(submit("--batch", batch, "--url", "http://127.0.0.1:1"))
                .isEqualTo(CommandLines.UNREACHABLE);
        assertThat(submit("--batch", batch, "--via", "kafka", "--bootstrap", "127.0.0.1:1"))
                .isEqualTo(CommandLines.UNREACHABLE);
        assertThat(err.toString()).contains("nothing answers: Kafka at 127.0.0.1:1");
    }

    @Test
    void oneTaskAtWhichIngestFailsDoesNotKeepTheOthers() throws Exception {
        HttpServer failing =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        failing.createContext(
                "/tasks",
                exchange -> {
                    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    byte[] content = "{\"detail\": \"Ingest failed.\"}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(body.contains("bad") ? 500 : 202, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        failing.start();
        try {
            String there = "http://127.0.0.1:" + failing.getAddress().getPort();
            assertThat(submit("--batch", file("a.txt", "good\nbad\ngood\n"), "--url", there))
                    .isEqualTo(CommandLines.FAILED);
            assertThat(out.toString()).startsWith("accepted 2, already known 0, refused 1");
            assertThat(err.toString()).contains("line 2: ingest at", "Ingest failed.");
            assertThat(submit("--batch", file("a.txt", "bad\n".repeat(99)), "--url", there))
                    .isEqualTo(CommandLines.FAILED);
            assertThat(err.toString()).contains("broken off at line 5.");
        } finally {
            failing.stop(0);
        }
    }

    @Test
    void aBatchThatBreaksOffSaysWhereAndGoesOnLater() throws Exception {
        HttpServer breaking =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> posted = new ArrayList<>();
        breaking.createContext(
                "/tasks",
                exchange -> {
                    posted.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    byte[] content = "{\"detail\": \"Kafka does not answer.\"}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(posted.size() > 2 ? 503 : 202, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        breaking.start();
        try {
            String batch = file("a.txt", "broken 1\nbroken 2\n\nbroken 3\nbroken 4\n");
            String there = "http://127.0.0.1:" + breaking.getAddress().getPort();
            assertThat(submit("--batch", batch, "--url", there))
                    .isEqualTo(CommandLines.UNREACHABLE);
            assertThat(out.toString()).startsWith("accepted 2,");
            assertThat(err.toString())
                    .contains("Kafka does not answer.")
                    .contains("broken off at line 4. Submit the file again");
            assertThat(posted).as("nothing is tried after that").hasSize(3);
            assertThat(submit("--batch", batch)).isZero();
            assertThat(tasks("broken ")).hasSize(4);
        } finally {
            breaking.stop(0);
        }
    }
}
