package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of OpenClaw's hooks at an ingest of ours, with a real broker. */
class HooksIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private static IngestHarness ingest;
    private static TaskTopic tasks;
    private static KafkaProducer<String, byte[]> lane;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(data, 0);
        ingest =
                IngestHarness.start(
                        kafka.bootstrap(),
                        Map.of("discord.token", "", "crayfleet.ingest.hook-waits", 1));
        tasks = new TaskTopic(kafka.bootstrap());
        lane =
                new KafkaProducer<>(
                        KafkaSettings.of(kafka.bootstrap()).producer("lane", 10_000),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        lane.close();
        tasks.close();
        ingest.close();
        kafka.close();
    }

    @Test
    void aHookIsATaskWithHighPriority() throws Exception {
        HttpResponse<String> answer =
                hook(
                        "{\"message\":\"hook one [model:x]\",\"agentId\":\"auditor\",\"name\":\"delegate\",\"deliver\":false,\"model\":\"cheap\",\"thinking\":\"low\",\"timeoutSeconds\":60}",
                        "Idempotency-Key",
                        "one");
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/json; charset=utf-8");
        TaskTopic.TaskRecord record = tasks.await("hook one [model:x]");
        assertThat(answer.body())
                .isEqualTo("{\"ok\":true,\"runId\":\"%s\"}".formatted(record.task().id()));
        TaskSubmitted task = record.task();
        assertThat(record.key()).isEqualTo("auditor");
        assertThat(task.origin()).isEqualTo(new Origin.Http(false, null));
        assertThat(task.options().priority()).isEqualTo(Priority.HIGH);
        assertThat(task.options().model()).isEqualTo("cheap");
        assertThat(task.options().thinking()).isEqualTo(Thinking.LOW);
        assertThat(task.options().timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(task.requester().name()).isEqualTo("delegate (HTTP)");
    }

    @Test
    void theSameKeyIsTheSameTaskAlsoAfterARestart() throws Exception {
        String body = "{\"message\":\"hook again\",\"channel\":\"1471858733452890132\"}";
        String first = hook(body, "Idempotency-Key", "again").body();
        try (IngestHarness other =
                IngestHarness.start(kafka.bootstrap(), Map.of("discord.token", ""))) {
            assertThat(other.hook(body, "x-openclaw-idempotency-key", "again").body())
                    .isEqualTo(first);
        }
        assertThat(hook(body.replace("again", "otherwise"), "Idempotency-Key", "again").body())
                .isNotEqualTo(first);
        assertThat(tasks.await("hook again"::equals, 2))
                .allSatisfy(each ->
                        assertThat(each.task().origin())
                                .isEqualTo(new Origin.Http(null, "1471858733452890132")))
                .extracting(each -> each.task().id())
                .containsOnly(tasks.await("hook again").task().id());
    }

    @Test
    void whoWaitsIsAnsweredWhenTheTaskHasEnded() throws Exception {
        String body =
                "{\"message\":\"hook waits\",\"deliver\":false,\"waitForCompletion\":true,\"idempotencyKey\":\"w\"}";
        CompletableFuture<HttpResponse<String>> answer = ingest.hookLater(body);
        TaskSubmitted task = tasks.await("hook waits").task();
        HttpResponse<String> tooMany =
                hook("{\"message\":\"one too many\",\"waitForCompletion\":true}");
        assertThat(tooMany.statusCode()).isEqualTo(503);
        assertThat(tooMany.headers().firstValue("Retry-After")).isPresent();
        assertThat(tooMany.body()).startsWith("{\"ok\":false,\"error\":\"Too many hooks wait");
        assertThat(answer).isNotDone();
        end(task, TaskStatus.SUCCEEDED, "The sum is 24.");
        String expected =
                "{\"ok\":true,\"runId\":\"%s\",\"completion\":{\"status\":\"ok\",\"replyDisposition\":\"visible\",\"delivered\":false,\"deliveryAttempted\":false}}"
                        .formatted(task.id());
        assertThat(answer.get(40, TimeUnit.SECONDS).body()).isEqualTo(expected);
        // Nothing reads Kafka when nobody waits.
        await().atMost(TIMEOUT).until(() -> readers() == 0);

        // A lost answer: the same hook again, after the task has ended.
        CompletableFuture<HttpResponse<String>> again = ingest.hookLater(body);
        tasks.await("hook waits"::equals, 2);
        event(new TaskEvent.DuplicateIgnored(task.id(), task.pool(), task.origin(), Instant.now()));
        assertThat(again.get(40, TimeUnit.SECONDS).body()).isEqualTo(expected);

        CompletableFuture<HttpResponse<String>> failing =
                ingest.hookLater("{\"message\":\"hook fails\",\"waitForCompletion\":true}");
        end(tasks.await("hook fails").task(), TaskStatus.FAILED, "");
        assertThat(failing.get(40, TimeUnit.SECONDS).body())
                .endsWith("\"completion\":{\"status\":\"error\"}}");

        CompletableFuture<HttpResponse<String>> refused =
                ingest.hookLater("{\"message\":\"hook refused\",\"waitForCompletion\":true}");
        TaskSubmitted no = tasks.await("hook refused").task();
        event(
                new TaskEvent.TaskRequestRefused(
                        no.id(),
                        no.pool(),
                        "submit",
                        no.origin(),
                        no.requester(),
                        "too many tasks a minute",
                        "role member",
                        Instant.now()));
        assertThat(refused.get(40, TimeUnit.SECONDS).body())
                .contains("\"completion\":{\"status\":\"error\"");
        await().atMost(TIMEOUT).until(() -> readers() == 0);
    }

    @Test
    void whoWaitsTooLongIsToldThatItWasTaken() throws Exception {
        try (IngestHarness impatient =
                IngestHarness.start(
                        kafka.bootstrap(),
                        Map.of("discord.token", "", "crayfleet.ingest.hook-wait", "1s"))) {
            String body = "{\"message\":\"hook for long\",\"waitForCompletion\":true}";
            HttpResponse<String> answer = impatient.hook(body);
            TaskId id = tasks.await("hook for long").task().id();
            assertThat(answer.body()).isEqualTo("{\"ok\":true,\"runId\":\"%s\"}".formatted(id));
        }
    }

    @Test
    void refusesAsOpenClawDoes() throws Exception {
        assertRefused(hook("{\"message\":\"\"}"), 400, "message required");
        assertRefused(hook("nonsense"), 400, "invalid JSON");
        assertRefused(
                hook("{\"message\":\"x\",\"agentId\":\"a\\nb\"}"),
                400,
                "unknown agentId \\\"a b\\\"");
        assertRefused(
                hook("{\"message\":\"%s\"}".formatted("x".repeat(256 << 10))),
                413,
                "payload too large");
        HttpResponse<String> inAddress = ingest.hookAt("/hooks/agent?token=abc", "{}");
        assertThat(inAddress.statusCode()).isEqualTo(400);
        assertThat(inAddress.body()).startsWith("Hook token must be provided via Authorization");
        assertThat(hook("{}", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"ok\":false,\"error\":\"%s\"}".formatted(error));
    }

    private static HttpResponse<String> hook(String body, String... headers) throws Exception {
        return ingest.hook(body, headers);
    }

    private static long readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("crayfleet-ingest-ends"))
                .count();
    }

    private static void end(TaskSubmitted task, TaskStatus status, String answer) throws Exception {
        @Nullable RunReport report =
                answer.isEmpty()
                        ? null
                        : new RunReport(
                                new RunReport.Workspace("agent-1", "workers/agent-1", List.of()),
                                new RunReport.Spend("m", Thinking.LOW, null, null),
                                new RunReport.Answer(answer, answer, null, List.of()),
                                Duration.ofSeconds(1),
                                List.of());
        TaskResult result =
                new TaskResult(
                        task.id(),
                        task.pool(),
                        status,
                        Prompt.of("x"),
                        task.options(),
                        task.origin(),
                        task.requester(),
                        1,
                        new RunnerId("runner-1"),
                        report == null ? "it failed" : null,
                        null,
                        report,
                        Instant.EPOCH,
                        Instant.now());
        send(Topics.RESULTS, task.id(), new Codec().encode(result));
    }

    private static void event(TaskEvent event) throws Exception {
        send(Topics.EVENTS, new TaskId(event.key()), new Codec().encode(event));
    }

    private static void send(Topics topic, TaskId key, byte[] value) throws Exception {
        lane.send(new ProducerRecord<>(topic.topic(), key.value(), value))
                .get(20, TimeUnit.SECONDS);
    }
}
