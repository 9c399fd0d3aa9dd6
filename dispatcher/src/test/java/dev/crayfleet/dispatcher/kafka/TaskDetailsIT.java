package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.LoopbackPorts;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.contract.Usage;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one dispatcher over a real broker tells of tasks that wait, and of tasks that have ended.
 */
class TaskDetailsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final int port = LoopbackPorts.findFree();
    private EmbeddedKafka kafka;
    private ApplicationContext dispatcher;
    private DispatcherClient client;
    private FakeRunner runner;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        dispatcher =
                DispatcherApp.start(
                        Map.of(
                                "kafka.bootstrap.servers",
                                kafka.bootstrap(),
                                "micronaut.server.port",
                                port,
                                "crayfleet.dispatcher.unserved-notice-after",
                                "1s",
                                "crayfleet.dispatcher.state-dir",
                                folder.resolve("streams").toString()));
        client = new DispatcherClient();
        runner = new FakeRunner(KafkaSettings.of(kafka.bootstrap()), "life");
    }

    @AfterEach
    void stop() {
        runner.close();
        client.close();
        dispatcher.close();
        kafka.close();
    }

    @Test
    void anEndedTaskHasItsPromptAndItsWholeAnswer() throws Exception {
        runner.join("work", 1);
        runner.submit(
                "work", "{\"prompt\": \"Calculate\\n6 × 7\", \"id\": \"a\", \"pool\": \"work\"}");
        ClaimGranted claim = runner.awaitClaim();
        runner.finish(claim, new RunOutcome.Succeeded(), report());
        JsonNode task = eventually("/tasks/a", "/state", "succeeded");
        assertThat(task.path("prompt").asText()).isEqualTo("Calculate 6 × 7");
        assertThat(task.path("answer").asText()).isEqualTo("42, in short");
        assertThat(task.path("fingerprint").asText()).hasSize(16);
        assertThat(task.has("resultMissing")).isFalse();
        JsonNode result = task.path("result");
        assertThat(result.path("prompt").asText()).isEqualTo("Calculate\n6 × 7");
        assertThat(result.path("answer").asText()).isEqualTo("6 × 7 = 42\nat length");
        assertThat(result.path("model").asText()).isEqualTo("demo/arithmetic");
        assertThat(result.at("/usage/input").asInt()).isEqualTo(180);
        assertThat(result.path("costUsd").decimalValue()).isEqualByComparingTo("0.000218");
        assertThat(result.path("workspace").asText()).isEqualTo("workers/agent-1-a/tasks/a");
        assertThat(result.path("runner").asText()).isEqualTo("fake-runner");
        assertThat(result.path("seconds").asDouble()).isEqualTo(1.2);
        assertThat(get("/tasks/a?result=false").has("result")).isFalse();
        assertThat(get("/tasks").at("/tasks/0/answer").asText()).isEqualTo("42, in short");
        // Again, now from memory.
        assertThat(get("/tasks/a").path("result")).isEqualTo(result);
    }

    @Test
    void aTaskForNobodySaysSoAndIsPublishedOnce() throws Exception {
        runner.submit("nobody", "{\"prompt\": \"x\", \"id\": \"a\", \"pool\": \"nobody\"}");
        runner.submit("nobody", "{\"prompt\": \"x\", \"id\": \"b\", \"pool\": \"nobody\"}");
        JsonNode task = eventually("/tasks/a", "/waiting/reason", "no-runner");
        assertThat(task.at("/waiting/sentence").asText())
                .startsWith("no runner serves pool nobody");
        eventually("/tasks/a", "/history/1/what", "unserved");
        runner.join("nobody", 2);
        runner.finish(runner.awaitClaim(), new RunOutcome.Succeeded());
        runner.finish(runner.awaitClaim(), new RunOutcome.Succeeded());
        eventually("/tasks/b", "/state", "succeeded");
        assertThat(records(Topics.EVENTS, "\"TaskFinished\"", 2))
                .filteredOn(record -> record.value().contains("\"TaskUnserved\""))
                .singleElement()
                .satisfies(record -> assertThat(record.key()).isEqualTo("a"));
    }

    @Test
    void anotherTaskOfTheSameIdIsADeadLetterThatSaysSo() throws Exception {
        runner.submit("nobody", "{\"prompt\": \"x\", \"id\": \"a\", \"pool\": \"nobody\"}");
        runner.submit("nobody", "{\"prompt\": \"x\", \"id\": \"a\", \"pool\": \"nobody\"}");
        runner.submit("nobody", "{\"prompt\": \"y\", \"id\": \"a\", \"pool\": \"nobody\"}");
        runner.submit("nobody", "{\"prompt\": \"z\", \"timout\": \"5m\"}");
        List<ConsumerRecord<String, String>> letters = records(Topics.DEAD_LETTERS, "\"z\"", 1);
        assertThat(letters).hasSize(2);
        assertThat(reason(letters.getFirst()))
                .startsWith("task id \"a\" belongs to another task, which asks something else");
        assertThat(reason(letters.getLast()))
                .isEqualTo("unknown field \"timout\"; did you mean \"timeout\"?");
    }

    @Test
    void aRequestWithAnUnknownFieldOrNoJsonIsRefusedInWords() throws Exception {
        runner.submit("nobody", "{\"prompt\": \"x\", \"id\": \"a\", \"pool\": \"nobody\"}");
        eventually("/tasks/a", "/state", "queued");
        assertThat(refusal("/tasks/a/cancel", "{\"requestor\": \"Ada\"}"))
                .isEqualTo("unknown field \"requestor\"; did you mean \"requester\"?");
        assertThat(refusal("/tasks/a/replay", "{\"modle\": \"cheap\"}"))
                .isEqualTo("unknown field \"modle\"; did you mean \"model\"?");
        assertThat(refusal("/tasks/a/cancel", "{broken"))
                .startsWith("this is no JSON: Unexpected character ('b'")
                .endsWith("(line 1, column 2)");
    }

    @Test
    void whatAnAgentPrintsIsAskedOfItsRunner() throws Exception {
        runner.join(
                "work",
                1,
                new RunnerDetails("build-7", "0.1.0", null, List.of(RunnerDetails.LOGS)));
        assertThat(eventually("/runners", "/runners/0/host", "build-7").at("/runners/0/version"))
                .isEqualTo(new TextNode("0.1.0"));
        runner.submit("work", "{\"prompt\": \"x\", \"id\": \"a\", \"pool\": \"work\"}");
        ClaimGranted claim = runner.awaitClaim();
        runner.start(claim);
        CompletableFuture<JsonNode> shown = ask("/tasks/a/log?attempt=1&after=4096");
        ClaimMessage.LogRequested asked = runner.awaitLogRequest();
        assertThat(asked.attempt()).isEqualTo(claim.attempt());
        assertThat(asked.after()).isEqualTo(4_096);
        // What somebody else writes under the same name is no answer.
        Holder other = new Holder(asked.holder().runner(), new Incarnation("other"));
        runner.answerLog(asked, other, asked.request(), 0, "forged\n");
        runner.answerLog(asked, asked.holder(), "another", 0, "forged\n");
        runner.answerLog(asked, asked.holder(), asked.request(), 5_000, "\u001b[31mreads\n");
        JsonNode log = shown.get(20, TimeUnit.SECONDS);
        assertThat(log.path("text").asText()).isEqualTo("reads\n");
        assertThat(log.path("from").asLong()).isEqualTo(5_000);
        assertThat(log.path("leftOut").asLong()).isEqualTo(904);
        assertThat(log.path("runner").asText()).isEqualTo("fake-runner");
        assertThat(client.get(uri(), "/tasks/a/log", 503).path("detail").asText())
                // The second where the first question is more than a second ago by now.
                .containsAnyOf("was asked for a moment ago", "did not answer within 10 s");
        assertThat(client.get(uri(), "/tasks/a/log?after=-1", 400).path("detail").asText())
                .isEqualTo("after is a position of 0 or more");
        client.get(uri(), "/tasks/nobody/log", 404);

        runner.finish(claim, new RunOutcome.Succeeded(), report());
        eventually("/tasks/a", "/state", "succeeded");
        assertThat(get("/tasks/a/log").path("note").asText())
                .contains("agent-output.log in workers/agent-1-a/tasks/a on fake-runner");
        assertThat(records(Topics.EVENTS, "\"TaskFinished\"", 1))
                .noneMatch(event -> event.value().contains("reads"));
        assertThat(get("/tasks/a").path("history").toString()).doesNotContain("reads");
    }

    @Test
    void anOlderRunnerIsNotAskedWhatItsAgentPrints() throws Exception {
        runner.submit("work", "{\"prompt\": \"x\", \"id\": \"a\", \"pool\": \"work\"}");
        eventually("/tasks/a", "/state", "queued");
        assertThat(get("/tasks/a/log").path("note").asText())
                .isEqualTo("No agent works on task a: it is queued.");
        runner.join("work", 1);
        runner.start(runner.awaitClaim());
        eventually("/tasks/a", "/state", "running");
        assertThat(get("/tasks/a/log").path("note").asText())
                .startsWith("Runner fake-runner does not show what its agents print.");
        assertThat(get("/runners").at("/runners/0").has("version")).isFalse();
    }

    private CompletableFuture<JsonNode> ask(String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return get(path);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private String refusal(String path, String body) throws Exception {
        return client.post(uri(), path, body, 400).path("detail").asText();
    }

    private static RunReport report() {
        return new RunReport(
                new RunReport.Workspace("agent-1-a", "workers/agent-1-a/tasks/a", List.of()),
                new RunReport.Spend(
                        "demo/arithmetic",
                        Thinking.LOW,
                        new Usage(180, 61, 0, 0),
                        new BigDecimal("0.000218")),
                new RunReport.Answer("42, in short", "6 × 7 = 42\nat length", null, List.of()),
                Duration.ofMillis(1_200),
                List.of());
    }

    /** Everything on a topic, once enough records have a part. */
    private List<ConsumerRecord<String, String>> records(Topics topic, String part, int count) {
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        KafkaSettings.of(kafka.bootstrap()).consumer("test"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic.topic()).stream()
                            .map(each -> new TopicPartition(topic.topic(), each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(TIMEOUT)
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
                        return all.stream().filter(each -> each.value().contains(part)).count()
                                >= count;
                    });
        }
        return all;
    }

    private static String reason(ConsumerRecord<String, String> letter) {
        return new String(
                letter.headers().lastHeader(Topics.HEADER_REASON).value(), StandardCharsets.UTF_8);
    }

    private JsonNode eventually(String path, String pointer, String value) {
        return await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> get(path), task -> task.at(pointer).asText().equals(value));
    }

    private JsonNode get(String path) throws Exception {
        return client.get(uri(), path, 200);
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }
}
