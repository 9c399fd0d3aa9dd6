package dev.crayfleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code result} and {@code logs} find in the topics of a real broker. */
class LookCommandsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Instant NOW = FleetTopics.NOW;
    private static final Origin HTTP = new Origin.Http();
    private static final String NOBODY = "http://127.0.0.1:1";

    @TempDir static Path folder;
    private static FleetTopics topics;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        topics = FleetTopics.start(folder);
    }

    @AfterAll
    static void stop() {
        topics.close();
    }

    @Test
    void aResultThatNoDispatcherRemembersIsFoundInKafka() throws Exception {
        write("old", TaskStatus.SUCCEEDED, answer("the whole answer", List.of()));
        try (Answers dispatcher = Answers.refusing("Task old is unknown here.")) {
            assertThat(run("result", "old", "--dispatcher", dispatcher.url())).isZero();
        }
        assertThat(out.toString().strip()).isEqualTo("the whole answer");
        assertThat(err.toString()).contains("note: it was shortened");
        forget();
        assertThat(run("result", "old", "--quiet", "--dispatcher", NOBODY)).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void ofAFailedTaskTheReasonIsToldAndWhatItsAgentLeft() {
        write(
                "bad",
                TaskStatus.FAILED,
                answer("half of it\n\nThe end of agent-output.log:\nit broke\u001b[2J", List.of()));
        assertThat(run("result", "bad", "--dispatcher", NOBODY)).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).contains("crayfleet: task bad has failed: no such model");
        assertThat(out.toString()).contains("half of it").endsWith("it broke" + end());
    }

    @Test
    void asJsonTheAnswerIsWhole() throws Exception {
        String whole = "a line\n".repeat(10_000) + "\u202eend";
        FileRef file = topics.file("long", "RESULT.txt", whole);
        write(
                "long",
                TaskStatus.SUCCEEDED,
                new RunReport.Answer("in short", whole.substring(0, 9_000), file, List.of()));
        assertThat(run("result", "long", "--json", "--dispatcher", NOBODY)).isZero();
        assertThat(out.toString()).doesNotContain("\u202e");
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("id").asText()).isEqualTo("long");
        assertThat(json.path("status").asText()).isEqualTo("succeeded");
        assertThat(json.at("/report/answer/result").asText()).isEqualTo(whole);
    }

    @Test
    void filesAreStoredAndReplaceNone(@TempDir Path there) throws Exception {
        TaskId id = new TaskId("filed");
        FileRef plot = topics.file("filed", "plot.svg", "<svg/>");
        FileRef hidden = topics.file("filed", ".bashrc", "echo");
        FileRef gone = new FileRef("gone.csv", 7, "0".repeat(64), 3, 9_999, 1);
        write("filed", TaskStatus.SUCCEEDED, answer("see the files", List.of(plot, hidden)));
        Path folder = there.resolve("new");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("plot.svg"), "mine");
        String[] command = {
            "result", "filed", "--files", folder.toString(), "--dispatcher", NOBODY
        };
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(folder.resolve("plot.svg")).hasContent("mine");
        assertThat(folder.resolve("plot-2.svg")).hasContent("<svg/>");
        assertThat(err.toString()).contains("saved " + folder.resolve("plot-2.svg"), "_.bashrc");
        assertThat(out.toString().strip()).isEqualTo("see the files");
        forget();
        assertThat(run(command)).as("the same again").isZero();
        assertThat(err.toString()).contains("is there already");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).hasSize(3);
        }
        assertThat(run("result", "filed", "--dispatcher", NOBODY)).isZero();
        assertThat(err.toString())
                .contains("2 files, which --files DIR would save: plot.svg, .bashrc");
        write("lossy", TaskStatus.SUCCEEDED, answer("x", List.of(gone)));
        assertThat(run("result", "lossy", "--files", folder.toString(), "--dispatcher", NOBODY))
                .isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).contains("gone.csv is not saved: it is no longer in Kafka");
    }

    @Test
    void aLivingTaskIsWaitedForAndSaysWhatItDoes() throws Exception {
        String view =
                """
                {"id": "slow", "state": "queued", "submittedAt": "%s",
                 "waiting": {"sentence": "all 2 slots are busy"}}
                """
                        .formatted(NOW);
        try (Answers dispatcher = Answers.with(view)) {
            String[] command = {
                "result", "slow", "--wait-for", "1s", "--dispatcher", dispatcher.url()
            };
            assertThat(run(command)).isEqualTo(CommandLines.STILL_RUNNING);
            assertThat(err.toString())
                    .contains("task slow waits: all 2 slots are busy")
                    .contains("task slow has no result after 1 s; it goes on");
        }
    }

    @Test
    void aResultThatKafkaHasForgottenIsSaidToBeGone() throws Exception {
        String view =
                "{\"id\": \"past\", \"state\": \"failed\", \"submittedAt\": \"%s\", \"finishedAt\": \"%s\"}"
                        .formatted(NOW, NOW);
        try (Answers dispatcher = Answers.with(view)) {
            String[] command = {
                "result", "past", "--wait-for", "1s", "--dispatcher", dispatcher.url()
            };
            assertThat(run(command)).isEqualTo(CommandLines.FAILED);
            assertThat(err.toString())
                    .contains("task past has failed, but its result is no longer in Kafka");
        }
    }

    @Test
    void logsOfATaskThatHasFailedEndWithWhatItsAgentLeft() {
        write("log", TaskStatus.FAILED, answer("The end of agent-output.log:\nboom", List.of()));
        Instant at = NOW.minusSeconds(60);
        queued("log", at);
        queued("another", at);
        said("log", "reads the task", at.plusSeconds(1));
        finished("log", TaskStatus.FAILED, at.plusSeconds(2));
        assertThat(run("logs", "log", "-f", "--dispatcher", NOBODY)).as(err.toString()).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceFirst("^.*?:..:..  ", "")))
                .containsExactly(
                        "-- queued in pool default, at place 1",
                        "reads the task",
                        "-- failed: no such model",
                        "The end of agent-output.log:",
                        "boom");
        forget();
        assertThat(run("logs", "log", "--quiet", "--dispatcher", NOBODY)).isZero();
        assertThat(out.toString().lines()).startsWith("reads the task");
        forget();
        assertThat(run("logs", "log", "--json", "--dispatcher", NOBODY)).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"type\":\"Task"));
    }

    @Test
    void logsAreFollowedUntilTheTaskHasEnded() throws Exception {
        queued("live", NOW);
        CompletableFuture<Integer> followed =
                CompletableFuture.supplyAsync(
                        () -> run("logs", "live", "-f", "--dispatcher", NOBODY));
        await().atMost(TIMEOUT).until(() -> out.toString().contains("queued in pool"));
        said("live", "first", NOW);
        said("live", "second", NOW);
        await().atMost(TIMEOUT).until(() -> out.toString().contains("second"));
        assertThat(followed).isNotDone();
        finished("live", TaskStatus.SUCCEEDED, NOW);
        assertThat(followed.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceFirst("^.*?:..:..  ", "")))
                .containsExactly(
                        "-- queued in pool default, at place 1", "first", "second", "-- succeeded");
        assertThat(err.toString()).contains("crayfleet result live");
    }

    @Test
    void logsOfATaskThatNobodyKnowsAreRefused() throws Exception {
        try (Answers dispatcher = Answers.refusing("Task nope is unknown here.")) {
            assertThat(run("logs", "nope", "-f", "--dispatcher", dispatcher.url()))
                    .isEqualTo(CommandLines.REFUSED);
        }
        assertThat(err.toString())
                .contains("Task nope is unknown here. Kafka has no events of it either.");
        assertThat(run("logs", "nope", "--dispatcher", NOBODY)).isZero();
        assertThat(err.toString()).contains("nothing has happened to task nope yet");
        assertThat(run("logs", "../x", "--dispatcher", NOBODY)).isEqualTo(CommandLines.REFUSED);
    }

    /** A dispatcher that answers every question alike. */
    private record Answers(HttpServer server) implements AutoCloseable {
        static Answers with(String view) throws Exception {
            return answering(200, view);
        }

        static Answers refusing(String sentence) throws Exception {
            return answering(404, "{\"detail\": \"%s\"}".formatted(sentence));
        }

        private static Answers answering(int status, String body) throws Exception {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] bytes = body.getBytes(UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            server.start();
            return new Answers(server);
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static RunReport.Answer answer(String text, List<FileRef> files) {
        return new RunReport.Answer("in short", text, null, files);
    }

    private static void write(String id, TaskStatus status, RunReport.Answer answer) {
        topics.result(id, "do " + id, status, answer);
    }

    private static void queued(String id, Instant at) {
        topics.event(
                new TaskEvent.TaskQueued(
                        new TaskId(id), Pool.DEFAULT, HTTP, Requester.UNKNOWN, 1, null, at, null));
    }

    private static void said(String id, String note, Instant at) {
        topics.event(new TaskEvent.TaskProgressed(new TaskId(id), Pool.DEFAULT, 1, note, at));
    }

    private static void finished(String id, TaskStatus status, Instant at) {
        @Nullable String reason = status == TaskStatus.SUCCEEDED ? null : "no such model";
        topics.event(
                new TaskEvent.TaskFinished(
                        new TaskId(id), Pool.DEFAULT, 1, status, null, HTTP, reason, at, null));
    }

    private static String end() {
        return String.format(Locale.ROOT, "%n");
    }

    private void forget() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private int run(String... words) {
        String[] more = {"--bootstrap", topics.bootstrap()};
        return Crayfleet.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
    }
}
