package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenRecord;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dispatchers that find each other or do not, and what they answer while no one has a lane. */
class MissingLanesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir static Path folder;

    private static EmbeddedKafka kafka;
    private static DispatcherClient client;
    private static int nameCount;

    private final List<ApplicationContext> dispatchers = new ArrayList<>();

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        client = new DispatcherClient();
    }

    @AfterAll
    static void stopKafka() {
        client.close();
        kafka.close();
    }

    @AfterEach
    void stop() {
        dispatchers.forEach(ApplicationContext::close);
    }

    @Test
    void anAutomaticPortIsKnownToThePeers() throws Exception {
        startTwo(Map.of());
        for (ApplicationContext dispatcher : dispatchers) {
            assertThat(dispatcher.getBean(EmbeddedServer.class).getPort())
                    .isEqualTo(dispatcher.getBean(DispatcherStreams.class).self().address().port());
            for (String list : List.of("/tasks", "/pools", "/runners", "/tasks?here=false")) {
                JsonNode all = get(dispatcher, list, 200);
                assertThat(all.has("missingLanes")).as(list).isFalse();
                assertThat(all.has("unreachable")).as(list).isFalse();
            }
            get(dispatcher, "/tasks/nobody", 404);
        }
    }

    /** One asks the other in the name of who has asked it. */
    @Test
    void dispatchersAnswerForEachOtherWhoHasAToken() throws Exception {
        startTwo(Map.of());
        FleetLog log = new FleetLog(KafkaSettings.of(kafka.bootstrap()), "test");
        String token = BearerToken.random();
        TokenRecord record =
                new TokenRecord("ops", BearerToken.hash(token), List.of(), Instant.EPOCH, null);
        log.write(record.key(), record.json());
        try {
            for (ApplicationContext dispatcher : dispatchers) {
                await().atMost(TIMEOUT)
                        .until(() ->
                                client.send(
                                                        DispatcherClient.request(
                                                                        uri(dispatcher), "/pools")
                                                                .build())
                                                .statusCode()
                                        == 401);
            }
            for (ApplicationContext dispatcher : dispatchers) {
                for (String list : List.of("/tasks", "/pools", "/runners")) {
                    JsonNode all =
                            client.answer(
                                    DispatcherClient.request(uri(dispatcher), list)
                                            .header("Authorization", "Bearer " + token)
                                            .build(),
                                    200);
                    assertThat(all.has("unreachable")).as(list).isFalse();
                    assertThat(all.has("missingLanes")).as(list).isFalse();
                }
            }
        } finally {
            log.write(record.key(), null);
        }
    }

    @Test
    void aTaskInALaneThatIsTakenOverIsNotReportedAsUnknown() throws Exception {
        startTwo(Map.of());
        String there = poolOf(0);
        String gone = poolOf(1);
        int lane = lane(gone);
        try (FakeRunner runner = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "gone")) {
            runner.submit(gone, task("in-gone", gone, "Ada"));
            runner.submit(there, task("in-there", there, "Ada"));
        }
        for (ApplicationContext dispatcher : dispatchers) {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> {
                        get(dispatcher, "/tasks/in-gone", 200);
                        get(dispatcher, "/tasks/in-there", 200);
                    });
        }
        unregister(1, lane);
        for (ApplicationContext dispatcher : dispatchers) {
            for (String path :
                    List.of(
                            "/tasks/in-gone",
                            "/tasks/in-gone/log",
                            "/tasks/nobody",
                            "/scale/" + gone)) {
                assertThat(get(dispatcher, path, 503).path("detail").asText())
                        .contains("Lane " + lane + " is being taken over")
                        .endsWith("Try again.");
            }
            for (String command : List.of("cancel", "replay", "approve")) {
                HttpRequest request =
                        DispatcherClient.request(uri(dispatcher), "/tasks/in-gone/" + command)
                                .POST(BodyPublishers.noBody())
                                .build();
                assertThat(client.answer(request, 503).path("detail").asText())
                        .contains("Lane " + lane + " is being taken over");
            }
            get(dispatcher, "/tasks/in-there", 200);
            assertThat(get(dispatcher, "/scale/" + there, 200).path("queued").asInt()).isEqualTo(1);
            for (String list : List.of("/tasks", "/pools", "/runners", "/tasks?pool=" + gone)) {
                assertThat(get(dispatcher, list, 200).path("missingLanes"))
                        .as(list)
                        .hasToString("[" + lane + "]");
            }
            assertThat(get(dispatcher, "/tasks?pool=" + there, 200).has("missingLanes")).isFalse();
        }
    }

    @Test
    void whatAnAgentPrintsIsToldByWhicheverDispatcherIsAsked() throws Exception {
        startTwo(Map.of());
        String pool = poolOf(1);
        try (FakeRunner runner = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "prints")) {
            RunnerDetails details =
                    new RunnerDetails("build-7", "0.1.0", null, List.of(RunnerDetails.LOGS));
            runner.join(pool, 1, details);
            runner.submit(pool, task("prints", pool, "Ada"));
            runner.start(runner.awaitClaim());
            for (ApplicationContext dispatcher : dispatchers) {
                // It is heard of, instead of a heartbeat.
                runner.join(pool, 1, details);
                await().atMost(TIMEOUT)
                        .untilAsserted(() ->
                                assertThat(
                                                get(dispatcher, "/tasks/prints", 200)
                                                        .path("state")
                                                        .asText())
                                        .isEqualTo("running"));
                CompletableFuture<HttpResponse<String>> shown =
                        CompletableFuture.supplyAsync(() -> send(dispatcher, "/tasks/prints/log"));
                ClaimMessage.LogRequested asked = runner.awaitLogRequest();
                runner.answerLog(asked, asked.holder(), asked.request(), 0, "one\n");
                assertThat(shown.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).body())
                        .contains("\"text\":\"one\\n\"", "\"runner\":\"fake-runner\"");
            }
        }
    }

    private static HttpResponse<String> send(ApplicationContext dispatcher, String path) {
        try {
            return client.send(DispatcherClient.request(uri(dispatcher), path).build());
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void twoDispatchersThatAdvertiseOneAddressTellEachOtherApart() throws Exception {
        // Nothing listens there: as if it were the other machine's own loopback.
        startTwo(Map.of("crayfleet.dispatcher.advertise", "127.0.0.1:1"));
        for (int i = 0; i < 2; i++) {
            JsonNode pools = get(dispatchers.get(i), "/pools", 200);
            assertThat(pools.path("unreachable")).hasToString("[\"127.0.0.1:1\"]");
            assertThat(pools.path("missingLanes"))
                    .hasToString(owned(1 - i).toString().replace(" ", ""));
            get(dispatchers.get(i), "/tasks/nobody", 503);
        }
    }

    @Test
    void liveTasksOfAllLanesAreListedBeforeEndedOnes() throws Exception {
        startTwo(Map.of());
        String first = poolOf(0);
        String second = poolOf(1);
        try (FakeRunner runner = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "lists")) {
            for (String pool : List.of(first, second)) {
                runner.join(pool, 1);
                for (int i = 1; i <= 2; i++) {
                    runner.submit(pool, task("ended-" + i + "-" + pool, pool, "Lia"));
                    runner.finish(runner.awaitClaim(), new RunOutcome.Succeeded());
                }
                runner.submit(pool, task("alive-" + pool, pool, "Lia"));
                runner.awaitClaim();
                runner.submit(pool, task("waits-" + pool, pool, "Lia"));
            }
            for (ApplicationContext dispatcher : dispatchers) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() ->
                                assertThat(ids(dispatcher, 1_000))
                                        .containsExactly(
                                                "alive-" + first,
                                                "alive-" + second,
                                                "waits-" + first,
                                                "waits-" + second,
                                                "ended-2-" + second,
                                                "ended-1-" + second,
                                                "ended-2-" + first,
                                                "ended-1-" + first));
                assertThat(ids(dispatcher, 4))
                        .containsExactly(
                                "alive-" + first,
                                "alive-" + second,
                                "waits-" + first,
                                "waits-" + second);
                assertThat(ids(dispatcher, 5)).last().isEqualTo("ended-2-" + second);
            }
        }
    }

    @Test
    void aDispatcherWhoseLanesKeepFailingGivesThemUpAndRestarts() throws Exception {
        FailingClock clock = new FailingClock();
        ApplicationContext dispatcher =
                DispatcherApp.start(
                        settings(
                                0,
                                Map.of(
                                        "crayfleet.dispatcher.lane-failures",
                                        0,
                                        "crayfleet.dispatcher.restart-after",
                                        "1s")),
                        clock);
        dispatchers.add(dispatcher);
        DispatcherStreams streams = dispatcher.getBean(DispatcherStreams.class);
        await().atMost(TIMEOUT).until(() -> owned(0).size() == Topics.DEFAULT_LANES);
        clock.isFailing = true;
        String pool = poolOf(0);
        try (FakeRunner runner = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "before")) {
            runner.submit(pool, task("before", pool, "Ada"));
        }
        await().dontCatchUncaughtExceptions()
                .atMost(TIMEOUT)
                .until(() -> streams.state() == KafkaStreams.State.ERROR);
        get(dispatcher, "/tasks/nobody", 503);
        clock.isFailing = false;
        await().atMost(TIMEOUT).until(() -> owned(0).size() == Topics.DEFAULT_LANES);
        try (FakeRunner runner = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "again")) {
            runner.submit(pool, task("again", pool, "Ada"));
            runner.join(pool, 2);
            runner.finish(runner.awaitClaim(), new RunOutcome.Succeeded());
            runner.finish(runner.awaitClaim(), new RunOutcome.Succeeded());
        }
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(get(dispatcher, "/tasks/again", 200).path("state").asText())
                                .isEqualTo("succeeded"));
    }

    private List<String> ids(ApplicationContext dispatcher, int limit) throws Exception {
        JsonNode tasks = get(dispatcher, "/tasks?requester=Lia&limit=" + limit, 200).path("tasks");
        return StreamSupport.stream(tasks.spliterator(), false)
                .map(task -> task.path("id").asText())
                .toList();
    }

    /** On one machine, on any ports; each with some of the lanes, and knowing of the other. */
    private void startTwo(Map<String, Object> more) {
        for (int i = 0; i < 2; i++) {
            dispatchers.add(DispatcherApp.start(settings(i == 0 ? 0 : -1, more)));
        }
        await().atMost(TIMEOUT)
                .until(() ->
                        !owned(0).isEmpty()
                                && !owned(1).isEmpty()
                                && owned(0).size() + owned(1).size() == Topics.DEFAULT_LANES
                                && countPeers(0) == 1
                                && countPeers(1) == 1);
    }

    private static Map<String, Object> settings(int port, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("micronaut.server.port", port);
        // The fake runner joins, and sends no heartbeats.
        settings.put("crayfleet.dispatcher.lease", "5m");
        settings.put(
                "crayfleet.dispatcher.state-dir",
                folder.resolve("streams-" + ++nameCount).toString());
        return settings;
    }

    private int countPeers(int dispatcher) {
        return dispatchers.get(dispatcher).getBean(DispatcherStreams.class).peers().size();
    }

    private SortedSet<Integer> owned(int dispatcher) throws InterruptedException {
        Lanes lanes = dispatchers.get(dispatcher).getBean(Lanes.class);
        return new TreeSet<>(lanes.query(lane -> true, Duration.ofSeconds(5)).keySet());
    }

    /** The lane works on, but does not answer. */
    private void unregister(int dispatcher, int lane) {
        Lanes lanes = dispatchers.get(dispatcher).getBean(Lanes.class);
        Lanes.Queryable nobody =
                new Lanes.Queryable() {
                    @Override
                    public <T> Optional<T> query(Function<Queries, T> query, Duration timeout) {
                        return Optional.empty();
                    }
                };
        lanes.open(lane, nobody);
        lanes.close(lane, nobody);
    }

    /** A pool of its own for each test, in a lane that this dispatcher has. */
    private String poolOf(int dispatcher) throws InterruptedException {
        SortedSet<Integer> owned = owned(dispatcher);
        String stem = "pool-" + ++nameCount + "-";
        return IntStream.range(0, 1_000)
                .mapToObj(i -> stem + i)
                .filter(pool -> owned.contains(lane(pool)))
                .findFirst()
                .orElseThrow();
    }

    private static int lane(String pool) {
        return Partitions.of(pool, Topics.DEFAULT_LANES);
    }

    private static String task(String id, String pool, String requester) {
        return "{\"prompt\": \"x\", \"id\": \"%s\", \"pool\": \"%s\", \"requester\": \"%s\"}"
                .formatted(id, pool, requester);
    }

    private static URI uri(ApplicationContext dispatcher) {
        return dispatcher.getBean(EmbeddedServer.class).getURI();
    }

    private static JsonNode get(ApplicationContext dispatcher, String path, int status)
            throws Exception {
        return client.get(uri(dispatcher), path, status);
    }
}
