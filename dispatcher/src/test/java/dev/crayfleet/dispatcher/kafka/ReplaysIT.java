package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.LoopbackPorts;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.replay.LaneAnswers;
import dev.crayfleet.kafka.replay.ReplayFilter;
import dev.crayfleet.kafka.replay.ReplayLog;
import dev.crayfleet.kafka.replay.ReplayPlan;
import dev.crayfleet.kafka.replay.ReplaySender;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays from the topics, and what a real dispatcher makes of them. */
class ReplaysIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ReplaySender.Changes NO_CHANGES =
            new ReplaySender.Changes(TaskOptions.NONE, new Requester("cli:ada", "ada"));

    @TempDir Path folder;
    private final int port = LoopbackPorts.findFree();
    private final URI uri = URI.create("http://127.0.0.1:" + port);
    private EmbeddedKafka kafka;
    private KafkaSettings settings;
    private ApplicationContext dispatcher;
    private DispatcherClient client;
    private FakeRunner runner;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        settings = KafkaSettings.of(kafka.bootstrap());
        client = new DispatcherClient();
        startDispatcher();
        runner = new FakeRunner(settings, "one");
    }

    @AfterEach
    void stop() {
        runner.close();
        client.close();
        dispatcher.close();
        kafka.close();
    }

    private void startDispatcher() {
        Map<String, Object> config = new HashMap<>();
        config.put("kafka.bootstrap.servers", kafka.bootstrap());
        config.put("micronaut.server.port", port);
        config.put("crayfleet.dispatcher.max-unserved-pools", 1);
        config.put("crayfleet.dispatcher.max-replays", 2);
        config.put("crayfleet.dispatcher.state-dir", folder.resolve("streams").toString());
        dispatcher = DispatcherApp.start(config);
        await().atMost(TIMEOUT)
                .until(() -> dispatcher.getBean(Lanes.class).count() == Topics.DEFAULT_LANES);
    }

    @Test
    void failedTasksAreReplayedOverHttpOnceEach() throws Exception {
        runner.join("a", 1);
        for (String id : List.of("x", "y", "z")) {
            runner.submit(
                    "a",
                    "{\"prompt\": \"do %s\", \"id\": \"%s\", \"pool\": \"a\"}".formatted(id, id));
            FailureKind kind = id.equals("z") ? FailureKind.TIMEOUT : FailureKind.PERMANENT;
            runner.finish(runner.awaitClaim(), RunOutcome.Failed.of(kind, "it was " + kind.word()));
        }
        awaitFailed(3);
        JsonNode timeouts =
                post("{\"status\": [\"failed\"], \"reason\": \"timeout\", \"dryRun\": true}", 200);
        assertThat(timeouts.path("replayed").asInt()).isEqualTo(1);
        assertThat(timeouts.at("/tasks/0/replay").asText()).isEqualTo("z-replay-1");
        assertThat(timeouts.at("/tasks/0/failure").asText()).isEqualTo("timeout");

        JsonNode first =
                post("{\"status\": [\"failed\"], \"model\": \"coder\", \"by\": \"Bob\"}", 202);
        assertThat(first.path("replayed").asInt()).isEqualTo(2);
        assertThat(first.path("beyondLimit").asInt()).isEqualTo(1);
        assertThat(post("{\"status\": [\"failed\"]}", 202).path("replayed").asInt()).isEqualTo(1);
        assertThat(post("{\"status\": [\"failed\"]}", 202).path("replayed").asInt()).isZero();
        Set<String> done = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            ClaimGranted claim = runner.awaitClaim();
            done.add(claim.attempt().task().value());
            runner.finish(claim, new RunOutcome.Succeeded());
        }
        assertThat(done).containsExactlyInAnyOrder("x-replay-1", "y-replay-1", "z-replay-1");
        JsonNode replay = client.get(uri, "/tasks/x-replay-1", 200);
        assertThat(replay.path("replayOf").asText()).isEqualTo("x");
        assertThat(replay.at("/requester/name").asText()).isEqualTo("Bob");
        assertThat(client.get(uri, "/tasks?limit=10", 200).path("tasks")).hasSize(6);
    }

    @Test
    void whatMakesNoSenseIsRefusedWithASentence() throws Exception {
        assertThat(detail(post("{}", 400))).contains("say which tasks are meant");
        assertThat(detail(post("", 400))).isNotEmpty();
        assertThat(detail(post("{\"status\": [\"failed\"], \"sinse\": \"2h\"}", 400)))
                .contains("did you mean \"since\"?");
        assertThat(detail(post("{\"status\": [\"gone\"]}", 400))).contains("status");
        assertThat(detail(post("{\"status\": [\"succeeded\"]}", 400))).contains("one by one");
        assertThat(detail(post("{\"status\": [\"failed\"], \"since\": \"soon\"}", 400)))
                .contains("is no time");
        assertThat(detail(post("{\"status\": [\"failed\"], \"limit\": 3}", 400)))
                .contains("outside 1 to 2");
        assertThat(
                        client.send(
                                        DispatcherClient.request(uri, "/replays")
                                                .header("Origin", "https://evil.example")
                                                .POST(
                                                        BodyPublishers.ofString(
                                                                "{\"status\": [\"failed\"]}"))
                                                .build())
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void twiceTheSameReplaysAreDoneOnceAndRefusedOnesAreTold() throws Exception {
        dispatcher.close();
        for (String pool : poolsOfOneLane()) {
            writeFailed(pool + "-task", pool);
        }
        ReplayPlan plan = plan(false);
        assertThat(plan.replays()).isEqualTo(2);
        LaneAnswers none = LaneAnswers.listen(settings, "test", Deadline.after(TIMEOUT));
        ReplaySender.Sent sent = send(plan);
        assertThat(none.await(sent.sent(), Deadline.after(TIMEOUT)).isDecided())
                .as("no dispatcher runs, which is seen at once")
                .isFalse();
        // As somebody does who searched before the first call had written anything.
        send(plan);
        assertThat(plan(false).replays()).isZero();

        startDispatcher();
        await().atMost(TIMEOUT)
                .until(() -> client.get(uri, "/tasks?limit=10", 200).path("tasks").size() == 1);
        // One of the two pools is more than the lanes take; so its replay counts as none.
        await().atMost(TIMEOUT).until(() -> plan(false).replays() == 1);
        LaneAnswers lanes = LaneAnswers.listen(settings, "test", Deadline.after(TIMEOUT));
        ReplaySender.Sent again = send(plan(false));
        LaneAnswers.Answer answer = lanes.await(again.sent(), Deadline.after(TIMEOUT));
        assertThat(answer.isDecided()).isTrue();
        assertThat(answer.refused()).hasSize(1);
        assertThat(answer.refused().values())
                .allMatch(reason -> reason.contains("no runner serves"));
        assertThat(again.sent().keySet()).isEqualTo(answer.refused().keySet());
        assertThat(client.get(uri, "/tasks?limit=10", 200).path("tasks")).hasSize(1);
    }

    private static List<String> poolsOfOneLane() {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "gone-" + i)
                .filter(pool -> Partitions.of(pool, Topics.DEFAULT_LANES) == 5)
                .limit(2)
                .toList();
    }

    private ReplayPlan plan(boolean again) throws Exception {
        ReplayFilter failed =
                new ReplayFilter(Set.of(TaskStatus.FAILED), null, null, null, null, null);
        return new ReplayLog(settings, "test")
                .search(
                        failed,
                        new ReplayLog.Bounds(again, 100, 100),
                        Deadline.after(TIMEOUT),
                        Progress.NONE);
    }

    private ReplaySender.Sent send(ReplayPlan plan) throws Exception {
        try (ReplaySender sender = ReplaySender.open(settings, "test", InstantSource.system())) {
            return sender.send(plan, NO_CHANGES, Deadline.after(TIMEOUT), Progress.NONE);
        }
    }

    private void writeFailed(String id, String pool) {
        Instant at = Instant.now().minus(Duration.ofDays(12));
        Codec codec = new Codec();
        TaskSubmitted task =
                new TaskSubmitted(
                        new TaskId(id),
                        new Pool(pool),
                        Prompt.of("do it"),
                        TaskOptions.NONE,
                        List.of(),
                        new Origin.Http(),
                        Requester.UNKNOWN,
                        at,
                        null);
        TaskResult result =
                new TaskResult(
                        task.id(),
                        task.pool(),
                        TaskStatus.FAILED,
                        task.prompt(),
                        task.options(),
                        task.origin(),
                        task.requester(),
                        1,
                        null,
                        "lost",
                        FailureKind.LOST,
                        null,
                        at,
                        at);
        try (Producer<String, byte[]> producer =
                KafkaClients.newProducer(settings, "test", TIMEOUT)) {
            send(producer, Topics.TASKS, pool, codec.encode(task), at);
            send(producer, Topics.RESULTS, id, codec.encode(result), at);
        }
    }

    private void send(
            Producer<String, byte[]> producer, Topics topic, String key, byte[] value, Instant at) {
        int partition = Partitions.of(key, topic.partitions(settings.lanes()));
        producer.send(
                new ProducerRecord<>(topic.topic(), partition, at.toEpochMilli(), key, value));
    }

    private void awaitFailed(int count) {
        await().atMost(TIMEOUT)
                .until(() ->
                        client.get(uri, "/tasks?state=failed", 200).path("tasks").size() == count);
    }

    private static String detail(JsonNode problem) {
        return problem.path("detail").asText();
    }

    private JsonNode post(String body, int status) throws Exception {
        return client.post(uri, "/replays", body, status);
    }
}
