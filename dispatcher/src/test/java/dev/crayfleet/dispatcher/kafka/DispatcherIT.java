package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.LoopbackPorts;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TaskSender;
import dev.crayfleet.kafka.letters.LetterFilter;
import dev.crayfleet.kafka.letters.LetterLog;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two dispatchers over a real broker, and what they answer over HTTP. */
class DispatcherIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir static Path folder;

    private static EmbeddedKafka kafka;
    private static DispatcherClient client;
    private static int testCount;

    private static final int[] ports = {LoopbackPorts.findFree(), LoopbackPorts.findFree()};
    private static final ApplicationContext[] dispatchers = new ApplicationContext[2];
    private FakeRunner runner;
    private String suffix;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        client = new DispatcherClient();
        dispatchers[0] = dispatcher(0);
        dispatchers[1] = dispatcher(1);
        awaitLanes();
    }

    @AfterAll
    static void stop() {
        for (ApplicationContext dispatcher : dispatchers) {
            dispatcher.close();
        }
        client.close();
        kafka.close();
    }

    @BeforeEach
    void startRunner() {
        suffix = "-" + ++testCount;
        runner = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "incarnation" + suffix);
    }

    @AfterEach
    void closeRunner() {
        runner.close();
    }

    /** Each has some of the twelve lanes. */
    private static void awaitLanes() {
        await().atMost(TIMEOUT)
                .until(() ->
                        lanes(0) > 0
                                && lanes(1) > 0
                                && lanes(0) + lanes(1) == Topics.DEFAULT_LANES);
    }

    @Test
    void everyDispatcherAnswersForAllLanes() throws Exception {
        List<String> pools = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        for (String pool : pools) {
            runner.submit(pool + suffix, task("t-" + pool, "\"pool\": \"" + pool + suffix + "\""));
        }
        for (int asked = 0; asked < 2; asked++) {
            int port = asked;
            for (String pool : pools) {
                eventually(port, "/tasks/t-" + pool + suffix, 200, "/state", "queued");
            }
            JsonNode all = get(port, "/tasks?state=queued&limit=1000", 200);
            assertThat(all.path("tasks").findValuesAsText("pool"))
                    .containsAll(pools.stream().map(pool -> pool + suffix).toList());
            assertThat(all.has("unreachable")).isFalse();
            assertThat(get(port, "/tasks?pool=a" + suffix, 200).path("tasks"))
                    .singleElement()
                    .satisfies(task -> assertThat(task.path("position").asInt()).isEqualTo(1));
            assertThat(get(port, "/pools", 200).path("pools").findValuesAsText("pool"))
                    .containsAll(pools.stream().map(pool -> pool + suffix).toList());
        }
        for (String pool : pools) {
            assertThat(post(0, "/tasks/t-" + pool + suffix + "/cancel", "", 202).path("requested"))
                    .hasToString("\"cancel\"");
            eventually(1, "/tasks/t-" + pool + suffix, 200, "/state", "cancelled");
        }
    }

    @Test
    void aLaneGoesOnWithTheOtherDispatcherWhenItsOwnIsStopped() throws Exception {
        String pool = "pool" + suffix;
        runner.submit(pool, task("before", "\"pool\": \"" + pool + "\""));
        eventually(0, "/tasks/before" + suffix, 200, "/state", "queued");
        dispatchers[0].close();
        eventually(1, "/tasks/before" + suffix, 200, "/state", "queued");
        runner.join(pool, 2);
        runner.submit(pool, task("after", "\"pool\": \"" + pool + "\""));
        assertThat(List.of(id(runner.awaitClaim()), id(runner.awaitClaim())))
                .containsExactlyInAnyOrder("before" + suffix, "after" + suffix);
        eventually(1, "/pools", 200, "/unreachable", "");
        dispatchers[0] = dispatcher(0);
        awaitLanes();
        eventually(0, "/tasks/after" + suffix, 200, "/state", "claimed");
    }

    @Test
    void aTaskIsRunCancelledAndReplayedOverHttp() throws Exception {
        String pool = "incarnation" + suffix;
        runner.submit(pool, task("one", "\"pool\": \"" + pool + "\", \"requester\": \"Ada\""));
        runner.submit(pool, task("two", "\"pool\": \"" + pool + "\""));
        runner.join(pool, 1);
        ClaimGranted one = runner.awaitClaim();
        runner.start(one);
        eventually(0, "/tasks/one" + suffix, 200, "/state", "running");
        assertThat(get(0, "/scale/" + pool, 200))
                .hasToString(
                        "{\"pool\":\"%s\",\"queued\":1,\"running\":1,\"slots\":1}".formatted(pool));
        assertThat(get(1, "/runners", 200).path("runners"))
                .anySatisfy(view -> {
                    assertThat(view.path("pool").asText()).isEqualTo(pool);
                    assertThat(view.path("standing").asText()).isEqualTo("ready");
                    assertThat(view.path("tasks").path(0).asText()).isEqualTo("one" + suffix);
                });
        post(0, "/tasks/one" + suffix + "/cancel", "{\"requester\": \"Bob\"}", 202);
        assertThat(runner.awaitRevocation().reason()).isEqualTo("cancelled by Bob");
        runner.finish(one, RunOutcome.Failed.of(FailureKind.CANCELLED, "killed"));
        eventually(0, "/tasks/one" + suffix, 200, "/state", "cancelled");
        ClaimGranted two = runner.awaitClaim();
        runner.finish(two, RunOutcome.Failed.of(FailureKind.PERMANENT, "no such model"));
        eventually(1, "/tasks/two" + suffix, 200, "/reason", "no such model");
        String body =
                "{\"id\": \"again%s\", \"model\": \"coder\", \"requester\": \"Cyd\"}"
                        .formatted(suffix);
        JsonNode accepted = post(1, "/tasks/two" + suffix + "/replay", body, 202);
        assertThat(accepted.path("replayOf").asText()).isEqualTo("two" + suffix);
        ClaimGranted again = runner.awaitClaim();
        assertThat(id(again)).isEqualTo("again" + suffix);
        assertThat(again.work().prompt().text()).isEqualTo("do two" + suffix);
        assertThat(again.work().options().model()).isEqualTo("coder");
        assertThat(again.work().requester().name()).isEqualTo("Cyd");
        runner.finish(again, new RunOutcome.Succeeded());
        eventually(0, "/tasks/again" + suffix, 200, "/state", "succeeded");
        // The replay of a replay, under an id that is made up.
        JsonNode third = post(0, "/tasks/again" + suffix + "/replay", "", 202);
        ClaimGranted last = runner.awaitClaim();
        assertThat(id(last)).isEqualTo(third.path("id").asText()).startsWith("again" + suffix);
        assertThat(last.work().options().model()).isEqualTo("coder");
        runner.finish(last, new RunOutcome.Succeeded());
        eventually(0, "/tasks/" + id(last), 200, "/state", "succeeded");
        JsonNode history = get(0, "/tasks/one" + suffix, 200).path("history");
        assertThat(history.findValuesAsText("what"))
                .containsExactly("queued", "claimed", "running", "cancel-requested", "cancelled");
        assertThat(get(0, "/tasks?pool=" + pool + "&state=succeeded", 200).path("tasks"))
                .hasSize(2);
        assertThat(get(0, "/tasks?model=CODER&since=1h&pool=" + pool, 200).path("tasks"))
                .extracting(task -> task.path("id").asText())
                .containsExactlyInAnyOrder("again" + suffix, id(last));
        assertThat(get(1, "/tasks?since=2040-01-01&pool=" + pool, 200).path("tasks")).isEmpty();
        assertThat(get(0, "/tasks?requester=Ada&pool=" + pool, 200).path("tasks"))
                .singleElement()
                .satisfies(task -> assertThat(task.path("id").asText()).isEqualTo("one" + suffix));
    }

    @Test
    void aTaskThatNeedsApprovalRunsAfterIt() throws Exception {
        runner.join("approved", 1);
        runner.submit("approved", task("ask", "\"pool\": \"approved\""));
        eventually(0, "/tasks/ask" + suffix, 200, "/state", "awaiting-approval");
        post(1, "/tasks/ask" + suffix + "/approve", "{\"requester\": \"Bob\"}", 202);
        ClaimGranted claim = runner.awaitClaim();
        runner.finish(claim, new RunOutcome.Succeeded());
        eventually(0, "/tasks/ask" + suffix, 200, "/state", "succeeded");
        assertThat(post(0, "/tasks/ask" + suffix + "/approve", "", 409).path("detail").asText())
                .isEqualTo("Task ask%s does not wait for approval: it has succeeded.", suffix);
    }

    @Test
    void requestsThatCannotBeServedGetAProblemWithASentence() throws Exception {
        String pool = "trouble" + suffix;
        runner.submit(pool, task("t", "\"pool\": \"" + pool + "\""));
        eventually(0, "/tasks/t" + suffix, 200, "/state", "queued");
        assertThat(detail(get(0, "/tasks/nobody", 404))).contains("Task nobody is unknown here");
        assertThat(detail(post(0, "/tasks/nobody/cancel", "", 404))).contains("unknown here");
        assertThat(detail(get(0, "/tasks/-bad-", 400))).contains("task id");
        assertThat(detail(get(0, "/tasks?state=sleeping", 400)))
                .startsWith("\"sleeping\" is no state; there are: awaiting-approval, queued");
        assertThat(detail(get(0, "/tasks?limit=5000", 400))).contains("outside 1 to 1000");
        assertThat(detail(get(0, "/tasks?since=soon", 400))).contains("\"soon\" is no time");
        assertThat(detail(get(0, "/scale/no%20pool", 400))).contains("pool");
        assertThat(get(0, "/no-such-path", 404).path("title").asText()).isEqualTo("Not Found");
        assertThat(detail(post(0, "/tasks/t" + suffix + "/replay", "", 409)))
                .contains("is queued: wait for it, or cancel it");
        assertThat(detail(post(0, "/tasks/t" + suffix + "/cancel", "{broken", 400)))
                .doesNotContain("com.fasterxml");
        HttpResponse<String> page =
                client.send(
                        DispatcherClient.request(uri(0), "/tasks/t" + suffix + "/cancel")
                                .header("Origin", "https://evil.example")
                                .POST(BodyPublishers.noBody())
                                .build());
        assertThat(page.statusCode()).isEqualTo(403);
        post(0, "/tasks/t" + suffix + "/cancel", "", 202);
        eventually(0, "/tasks/t" + suffix, 200, "/state", "cancelled");
        assertThat(detail(post(0, "/tasks/t" + suffix + "/cancel", "", 409)))
                .isEqualTo(
                        "Task t%s has ended: it was cancelled. So there is nothing to cancel.",
                        suffix);
    }

    /**
     * Else its transaction would be ended as one that hangs, and the record be read again, for
     * ever.
     */
    @Test
    void aRefusalIsCommittedThoughTheLaneDoesNothingElse() throws Exception {
        KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
        LetterLog letters = new LetterLog(settings, "test");
        try (TaskSender sender =
                TaskSender.toLanes(
                        KafkaClients.newProducer(settings, "test", TIMEOUT),
                        Topics.DEFAULT_LANES,
                        TIMEOUT)) {
            // The first record that a lane reads is committed in any case.
            for (int i = 1; i <= 3; i++) {
                TaskId nobody = new TaskId("nobody-" + i + suffix);
                sender.send(
                        new CancelRequested(
                                nobody, new Pool("idle"), Requester.UNKNOWN, Instant.now()));
                await().atMost(TIMEOUT)
                        .until(() ->
                                letters
                                        .search(
                                                LetterFilter.OPEN,
                                                100,
                                                Deadline.after(TIMEOUT),
                                                Progress.NONE)
                                        .stream()
                                        .anyMatch(each -> each.reason().contains(nobody + " is")));
            }
        }
    }

    @Test
    void theMetersOfAPoolAddUp() throws Exception {
        String pool = "meters" + suffix;
        runner.join(pool, 1);
        for (int i = 0; i < 3; i++) {
            runner.submit(pool, task("m" + i, "\"pool\": \"" + pool + "\""));
        }
        runner.finish(runner.awaitClaim(), new RunOutcome.Succeeded());
        ClaimGranted second = runner.awaitClaim();
        eventually(0, "/tasks/m0" + suffix, 200, "/state", "succeeded");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> {
                    assertThat(meter("crayfleet_tasks_accepted", pool, "")).isEqualTo(3);
                    assertThat(meter("crayfleet_tasks", pool, "state=\"queued\"")).isEqualTo(1);
                    assertThat(meter("crayfleet_tasks", pool, "state=\"claimed\"")).isEqualTo(1);
                    assertThat(meter("crayfleet_tasks_ended", pool, "status=\"succeeded\""))
                            .isEqualTo(1);
                    assertThat(meter("crayfleet_ledger_missing", pool, "")).isZero();
                });
        runner.finish(second, new RunOutcome.Succeeded());
        runner.finish(runner.awaitClaim(), new RunOutcome.Succeeded());
        eventually(0, "/tasks/m2" + suffix, 200, "/state", "succeeded");
        assertThat(get(0, "/health", 200).path("status").asText()).isEqualTo("UP");
    }

    private double meter(String name, String pool, String label) throws Exception {
        double sum = 0;
        for (int i = 0; i < 2; i++) {
            String text =
                    client.send(DispatcherClient.request(uri(i), "/prometheus").build()).body();
            sum +=
                    text.lines()
                            .filter(line -> line.startsWith(name + "{"))
                            .filter(line -> line.contains("pool=\"" + pool + "\""))
                            .filter(line -> line.contains(label))
                            .mapToDouble(line ->
                                    Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                            .sum();
        }
        return sum;
    }

    private String task(String id, String more) {
        return "{\"prompt\": \"do %s\", \"id\": \"%s\", %s}"
                .formatted(id + suffix, id + suffix, more);
    }

    private static String id(ClaimGranted claim) {
        return claim.attempt().task().value();
    }

    private static String detail(JsonNode problem) {
        return problem.path("detail").asText();
    }

    private static int lanes(int dispatcher) {
        return dispatchers[dispatcher].getBean(Lanes.class).count();
    }

    private static ApplicationContext dispatcher(int number) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("micronaut.server.port", ports[number]);
        settings.put("crayfleet.dispatcher.approval-pools", "approved");
        settings.put(
                "crayfleet.dispatcher.state-dir", folder.resolve("streams-" + number).toString());
        return DispatcherApp.start(settings);
    }

    private static URI uri(int dispatcher) {
        return URI.create("http://127.0.0.1:" + ports[dispatcher]);
    }

    private static JsonNode get(int dispatcher, String path, int status) throws Exception {
        return client.get(uri(dispatcher), path, status);
    }

    private static JsonNode post(int dispatcher, String path, String body, int status)
            throws Exception {
        return client.post(uri(dispatcher), path, body, status);
    }

    private void eventually(int dispatcher, String path, int status, String pointer, String value) {
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(get(dispatcher, path, status).at(pointer).asText())
                                .isEqualTo(value));
    }
}
