package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dispatchers that find each other or do not, and what they answer while a lane is nobody's. */
class MissingLanesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir static Path folder;

    private static EmbeddedKafka kafka;
    private static HttpClient http;
    private static int made;

    private final List<ApplicationContext> dispatchers = new ArrayList<>();

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stopKafka() {
        http.close();
        kafka.close();
    }

    @AfterEach
    void stop() {
        dispatchers.forEach(ApplicationContext::close);
    }

    @Test
    void aPortThatMayBeAnyIsKnownToTheOthers() throws Exception {
        startTwo(Map.of());
        for (ApplicationContext dispatcher : dispatchers) {
            assertThat(dispatcher.getBean(EmbeddedServer.class).getPort())
                    .isEqualTo(dispatcher.getBean(DispatcherStreams.class).own().address().port());
            for (String list : List.of("/tasks", "/pools", "/runners", "/tasks?here=false")) {
                JsonNode all = get(dispatcher, list, 200);
                assertThat(all.has("missingLanes")).as(list).isFalse();
                assertThat(all.has("unreachable")).as(list).isFalse();
            }
            get(dispatcher, "/tasks/nobody", 404);
        }
    }

    @Test
    void whileALaneIsTakenOverNothingInItCountsAsAbsent() throws Exception {
        startTwo(Map.of());
        String there = poolOf(0);
        String gone = poolOf(1);
        int lane = lane(gone);
        try (FakeRunner puppet = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "gone")) {
            puppet.ask(gone, task("in-gone", gone, "Ada"));
            puppet.ask(there, task("in-there", there, "Ada"));
        }
        for (ApplicationContext dispatcher : dispatchers) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        get(dispatcher, "/tasks/in-gone", 200);
                        get(dispatcher, "/tasks/in-there", 200);
                    });
        }
        takeAway(1, lane);
        for (ApplicationContext dispatcher : dispatchers) {
            for (String path : List.of("/tasks/in-gone", "/tasks/nobody", "/scale/" + gone)) {
                assertThat(get(dispatcher, path, 503).path("detail").asText())
                        .contains("Lane " + lane + " is being taken over")
                        .endsWith("Try again.");
            }
            for (String wish : List.of("cancel", "replay", "approve")) {
                HttpRequest request =
                        request(dispatcher, "/tasks/in-gone/" + wish)
                                .POST(BodyPublishers.noBody())
                                .build();
                assertThat(answer(request, 503).path("detail").asText())
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
    void twoThatSayTheyAreAtOneAddressDoNotTakeEachOtherForThemselves() throws Exception {
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
    void whatHasEndedInOneLaneHidesNothingThatLivesInAnother() throws Exception {
        startTwo(Map.of());
        String first = poolOf(0);
        String second = poolOf(1);
        try (FakeRunner puppet = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "lists")) {
            for (String pool : List.of(first, second)) {
                puppet.join(pool, 1);
                for (int i = 1; i <= 2; i++) {
                    puppet.ask(pool, task("ended-" + i + "-" + pool, pool, "Lia"));
                    puppet.finish(puppet.claim(), new RunOutcome.Succeeded());
                }
                puppet.ask(pool, task("alive-" + pool, pool, "Lia"));
                puppet.claim();
                puppet.ask(pool, task("waits-" + pool, pool, "Lia"));
            }
            for (ApplicationContext dispatcher : dispatchers) {
                await().atMost(PATIENCE)
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
    void whoseLanesFailAgainAndAgainGivesThemUpAndStartsOverByItself() throws Exception {
        BreakableClock clock = new BreakableClock();
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
        await().atMost(PATIENCE).until(() -> owned(0).size() == Topics.DEFAULT_LANES);
        clock.broken = true;
        String pool = poolOf(0);
        try (FakeRunner puppet = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "before")) {
            puppet.ask(pool, task("before", pool, "Ada"));
        }
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> streams.state() == KafkaStreams.State.ERROR);
        get(dispatcher, "/tasks/nobody", 503);
        clock.broken = false;
        await().atMost(PATIENCE).until(() -> owned(0).size() == Topics.DEFAULT_LANES);
        try (FakeRunner puppet = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "again")) {
            puppet.ask(pool, task("again", pool, "Ada"));
            puppet.join(pool, 2);
            puppet.finish(puppet.claim(), new RunOutcome.Succeeded());
            puppet.finish(puppet.claim(), new RunOutcome.Succeeded());
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(get(dispatcher, "/tasks/again", 200).path("state").asText())
                                .isEqualTo("succeeded"));
    }

    /** Fails lanes where no guard of theirs is around, and nobody else who asks it. */
    private static final class BreakableClock implements InstantSource {
        volatile boolean broken;

        @Override
        public Instant instant() {
            if (broken && isAskedForARecordsTime()) {
                throw new IllegalStateException("fails on purpose");
            }
            return Instant.now();
        }

        private static boolean isAskedForARecordsTime() {
            String extractor = RecordTimestamp.class.getName();
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().equals(extractor)));
        }
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
        await().atMost(PATIENCE)
                .until(() ->
                        !owned(0).isEmpty()
                                && !owned(1).isEmpty()
                                && owned(0).size() + owned(1).size() == Topics.DEFAULT_LANES
                                && others(0) == 1
                                && others(1) == 1);
    }

    private static Map<String, Object> settings(int port, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("micronaut.server.port", port);
        // The puppet joins, and says nothing more.
        settings.put("crayfleet.dispatcher.lease", "5m");
        settings.put(
                "crayfleet.dispatcher.state-dir", folder.resolve("streams-" + ++made).toString());
        return settings;
    }

    private int others(int dispatcher) {
        return dispatchers.get(dispatcher).getBean(DispatcherStreams.class).others().size();
    }

    private SortedSet<Integer> owned(int dispatcher) throws InterruptedException {
        Lanes lanes = dispatchers.get(dispatcher).getBean(Lanes.class);
        return new TreeSet<>(lanes.ask(lane -> true, Duration.ofSeconds(5)).keySet());
    }

    /** The lane works on, but nobody is there to answer for it. */
    private void takeAway(int dispatcher, int lane) {
        Lanes lanes = dispatchers.get(dispatcher).getBean(Lanes.class);
        Lanes.Answering nobody =
                new Lanes.Answering() {
                    @Override
                    public <T> Optional<T> ask(Function<Queries, T> question, Duration timeout) {
                        return Optional.empty();
                    }
                };
        lanes.open(lane, nobody);
        lanes.close(lane, nobody);
    }

    /** A pool of its own for each test, in a lane that this dispatcher has. */
    private String poolOf(int dispatcher) throws InterruptedException {
        SortedSet<Integer> owned = owned(dispatcher);
        String stem = "pool-" + ++made + "-";
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

    private static HttpRequest.Builder request(ApplicationContext dispatcher, String path) {
        URI base = dispatcher.getBean(EmbeddedServer.class).getURI();
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
    }

    private static JsonNode get(ApplicationContext dispatcher, String path, int status)
            throws Exception {
        return answer(request(dispatcher, path).build(), status);
    }

    private static JsonNode answer(HttpRequest request, int status) throws Exception {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(request + " " + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith(status < 300 ? "application/json" : "application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        return JSON.readTree(answer.body());
    }
}
