package dev.crayfleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.cli.kafka.TaskListener;
import dev.crayfleet.cli.submission.SubmittableTask;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code submit --wait} and {@code result} print, and how they end, over a real broker. */
class WaitForResultIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Instant AT = FleetTopics.NOW;

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
    void theWholeOfALongAnswerIsPrintedAndNothingElse() throws Exception {
        String whole = "a line of a long answer, with an é\n".repeat(32_000) + "the end";
        FileRef file = topics.file("long", "RESULT.txt", whole);
        assertThat(file.size()).isGreaterThan(1_100_000);
        topics.result(
                "long",
                "write much",
                TaskStatus.SUCCEEDED,
                answer(whole.substring(0, 14_000), file));
        assertThat(submit("write much", "long")).as(err.toString()).isZero();
        assertThat(out.toString().stripTrailing()).isEqualTo(whole);
        assertThat(err.toString())
                .contains(
                        "task long is submitted",
                        "note: it was shortened" + System.lineSeparator());

        out.getBuffer().setLength(0);
        assertThat(run("result", "long", "--bootstrap", topics.bootstrap())).isZero();
        assertThat(out.toString().stripTrailing()).isEqualTo(whole);
    }

    @Test
    void anAnswerWhoseRestIsGoneIsNoSuccess() {
        FileRef gone = new FileRef("RESULT.txt", 700_000, "0".repeat(64), 3, 99, 2);
        topics.result("cut", "write", TaskStatus.SUCCEEDED, answer("the beginning", gone));
        assertThat(submit("write", "cut")).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString()).isEqualTo("the beginning" + System.lineSeparator());
        assertThat(err.toString())
                .contains("the beginning of the answer only", "700,000 bytes", "#results");
    }

    @Test
    void whatHappensToTheTaskIsHeardWhileItIsWaitedFor() {
        TaskId task = new TaskId("heard");
        List<String> heard = new ArrayList<>();
        TaskListener listener =
                new TaskListener() {
                    @Override
                    public void heard(TaskEvent event) {
                        heard.add(TaskSentence.of(event).orElse("?"));
                        if (heard.size() == 2) {
                            topics.result("heard", "x", TaskStatus.SUCCEEDED, answer("done", null));
                        }
                    }

                    @Override
                    public void waited() {
                        // Only what is heard counts here.
                    }
                };
        topics.event(new TaskEvent.TaskProgressed(task, Pool.DEFAULT, 1, "before", AT));
        try (ResultWaiter results = ResultWaiter.open(topics.settings(), task, false)) {
            topics.event(new TaskEvent.QueueMoved(new TaskId("other"), Pool.DEFAULT, 1, null, AT));
            topics.event(new TaskEvent.QueueMoved(task, Pool.DEFAULT, 2, null, AT));
            topics.event(new TaskEvent.TaskProgressed(task, Pool.DEFAULT, 1, "reading", AT));
            assertThat(results.await(TIMEOUT, listener)).isPresent();
        }
        assertThat(heard).containsExactly("waits: place 2", "goes on: reading");
    }

    @Test
    void theFilesOfAResultAreSavedAndNeverOverwritten(@TempDir Path folder) throws Exception {
        FileRef plot = topics.file("files", "plot.svg", "<svg/>");
        FileRef gone = new FileRef("gone.bin", 9, "0".repeat(64), 3, 99, 1);
        topics.result(
                "files",
                "draw",
                TaskStatus.SUCCEEDED,
                new RunReport.Answer("in short", "drawn", null, List.of(plot)));
        topics.result(
                "lost",
                "draw",
                TaskStatus.SUCCEEDED,
                new RunReport.Answer("in short", "drawn", null, List.of(gone, plot)));
        Files.writeString(folder.resolve("plot.svg"), "mine");
        String there = folder.toString();
        assertThat(submit("draw", "files", "--output", there)).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo("drawn");
        assertThat(folder.resolve("plot.svg")).hasContent("mine");
        assertThat(folder.resolve("plot-2.svg")).hasContent("<svg/>");
        assertThat(err.toString()).contains("saved " + folder.resolve("plot-2.svg"));

        assertThat(submit("draw", "lost", "--output", there)).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString())
                .contains("gone.bin is not saved: it is no longer in Kafka")
                .contains("plot-2.svg is there already");

        assertThat(submit("draw", "files")).isZero();
        assertThat(err.toString()).contains("a file, which --output DIR would save: plot.svg");
    }

    @Test
    void aTaskThatIsNotDoneInTimeHasAnExitCodeOfItsOwn() {
        assertThat(submit("slow", "slow", "--wait-for", "1s"))
                .isEqualTo(CommandLines.STILL_RUNNING);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("task slow has no result after 1 s; it goes on", "crayfleet task slow")
                .doesNotContain("PT");
    }

    @Test
    @Timeout(20)
    void aDispatcherThatHangsIsNotWaitedForLong() {
        CompletableFuture<AnsweringServer.Answer> late = new CompletableFuture<>();
        CommandLine command =
                Crayfleet.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        Terminal terminal = Terminal.of(command);
        AnsweringServer hanging = AnsweringServer.start(question -> late.join());
        try (ResultWaiter results =
                ResultWaiter.open(topics.settings(), new TaskId("hung"), false)) {
            int exitCode =
                    new SubmittedTask(
                                    new TaskId("hung"),
                                    new FleetHttp("the dispatcher", hanging.url(), "--dispatcher"),
                                    terminal,
                                    new ResultPrinter(terminal, null, ResultForm.ANSWER))
                            .await(
                                    results,
                                    Duration.ofSeconds(1),
                                    SubmittableTask.ofText(
                                            "do it",
                                            new SubmittableTask.Overrides(TaskOptions.NONE, null)));
            assertThat(exitCode).isEqualTo(CommandLines.STILL_RUNNING);
            assertThat(hanging.asked()).isNotEmpty();
        } finally {
            late.complete(new AnsweringServer.Answer(200, "{}"));
            hanging.close();
        }
        assertThat(err.toString()).contains("task hung has no result after 1 s; it goes on. ");
    }

    @Test
    void aFailedTaskEndsWithItsReason() {
        topics.result("bad", "fail", TaskStatus.FAILED, null);
        assertThat(submit("fail", "bad")).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("crayfleet: task bad has failed: no such model");
    }

    @Test
    void theResultOfAnotherTaskIsNotTakenForThisOne() {
        topics.result("taken", "Calculate 1 + 1", TaskStatus.SUCCEEDED, answer("2", null));
        assertThat(submit("Calculate 2 + 2", "taken")).isEqualTo(CommandLines.REFUSED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("not submitted: task id \"taken\" belongs to another task");
        assertThat(submit("Calculate 1 + 1", "taken")).as("the same again").isZero();
        assertThat(out.toString().strip()).isEqualTo("2");
    }

    @Test
    void aFleetThatEndsMeanwhileIsSaidToBeAway(@TempDir Path data) {
        ResultWaiter results;
        try (EmbeddedKafka ending = EmbeddedKafka.start(data, 0)) {
            KafkaSettings itsSettings = KafkaSettings.of(ending.bootstrap());
            TopicSetup.ensure(itsSettings, "test", Duration.ofSeconds(30));
            results = ResultWaiter.open(itsSettings, new TaskId("orphan"), false);
        }
        CommandLine command =
                Crayfleet.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        FleetHttp nobody = new FleetHttp("the dispatcher", "http://127.0.0.1:1", "--dispatcher");
        try (results) {
            int exitCode =
                    new SubmittedTask(
                                    new TaskId("orphan"),
                                    nobody,
                                    Terminal.of(command),
                                    new ResultPrinter(
                                            Terminal.of(command), null, ResultForm.ANSWER))
                            .await(
                                    results,
                                    Duration.ofSeconds(1),
                                    SubmittableTask.ofText(
                                            "do it",
                                            new SubmittableTask.Overrides(TaskOptions.NONE, null)));
            assertThat(exitCode).isEqualTo(CommandLines.UNREACHABLE);
        }
        assertThat(err.toString())
                .contains("task orphan has no result after 1 s, and nothing answers: Kafka at ");
    }

    @Test
    void theResultOfATaskThatNobodyKnowsIsNotWaitedFor() throws Exception {
        HttpServer dispatcher =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dispatcher.createContext(
                "/tasks/nope",
                exchange -> {
                    byte[] problem = "{\"detail\": \"Task nope is unknown here.\"}".getBytes(UTF_8);
                    exchange.sendResponseHeaders(404, problem.length);
                    exchange.getResponseBody().write(problem);
                    exchange.close();
                });
        dispatcher.start();
        try {
            String url = "http://127.0.0.1:" + dispatcher.getAddress().getPort();
            assertThat(
                            run(
                                    "result",
                                    "nope",
                                    "--wait-for",
                                    "30m",
                                    "--bootstrap",
                                    topics.bootstrap(),
                                    "--dispatcher",
                                    url))
                    .isEqualTo(CommandLines.REFUSED);
            assertThat(err.toString()).contains("crayfleet: Task nope is unknown here.");
            assertThat(out.toString()).isEmpty();
        } finally {
            dispatcher.stop(0);
        }
    }

    private static RunReport.Answer answer(String text, @Nullable FileRef file) {
        return new RunReport.Answer("in short", text, file, List.of());
    }

    private int submit(String task, String id, String... more) {
        String[] all = {
            "submit", task, "--id", id, "--wait", "--kafka", "--bootstrap", topics.bootstrap()
        };
        return run(Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray(String[]::new));
    }

    private int run(String... arguments) {
        return Crayfleet.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
