package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.configuration.kafka.config.AbstractKafkaProducerConfiguration;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpIT {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private static IngestHarness ingest;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(data, 0);
        ingest = IngestHarness.start(kafka.bootstrap(), Map.of("discord.token", ""));
    }

    @AfterAll
    static void stop() {
        ingest.close();
        kafka.close();
    }

    @Test
    void acceptsJson() throws Exception {
        HttpResponse<String> answer =
                ingest.post(
                        JSON,
                        "{\"prompt\":\"as JSON [model:x]\",\"id\":\"mine-1\",\"pool\":\"auditor\",\"timeout\":\"10m\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"id\":\"mine-1\",\"pool\":\"auditor\",\"link\":\"/tasks/mine-1\"}");
        try (TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            TaskSubmitted task = tasks.await("as JSON [model:x]").task();
            assertThat(task.id()).isEqualTo(new TaskId("mine-1"));
            assertThat(task.options().timeout()).isEqualTo(Duration.ofMinutes(10));
            assertThat(task.origin()).isEqualTo(new Origin.Http());
        }
    }

    @Test
    void acceptsTextWithTags() throws Exception {
        HttpResponse<String> answer =
                ingest.post(TEXT, "as tëxt [agent:auditor]", "Idempotency-Key", "k1");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"id\":\"http-k1\"").contains("\"pool\":\"auditor\"");
        try (TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            assertThat(tasks.await("as tëxt").key()).isEqualTo("auditor");
        }
    }

    /** Though no traces are switched on here. */
    @Test
    void handsOnTheTraceOfItsSenderIfThatNamesOne() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assertThat(ingest.post(TEXT, "is traced", "traceparent", trace).statusCode())
                .isEqualTo(202);
        assertThat(ingest.post(TEXT, "is not", "traceparent", trace + "-x").statusCode())
                .isEqualTo(202);
        try (TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            assertThat(tasks.await("is traced").task().traceparent()).hasToString(trace);
            assertThat(tasks.await("is not").task().traceparent()).isNull();
        }
    }

    @Test
    void storesALongPromptInAFile() throws Exception {
        String lines = "a long line of a prompt\\n".repeat(20_000);
        assertThat(ingest.post(JSON, "{\"prompt\":\"long-json " + lines + "\"}").statusCode())
                .isEqualTo(202);
        assertThat(ingest.post(TEXT, "long-text " + "x".repeat(2_000_000)).statusCode())
                .isEqualTo(202);
        try (TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            TaskSubmitted json =
                    tasks.await(text -> text.startsWith("long-json"), 1).getFirst().task();
            FileRef file = Objects.requireNonNull(json.prompt().file());
            assertThat(file.name()).isEqualTo("PROMPT.txt");
            assertThat(file.size()).isEqualTo(10 + 20_000 * 24 - 1);
            TaskSubmitted text =
                    tasks.await(prompt -> prompt.startsWith("long-text"), 1).getFirst().task();
            assertThat(Objects.requireNonNull(text.prompt().file()).size()).isEqualTo(2_000_010);
        }
    }

    @Test
    void refusesBadRequestsWithASentence() throws Exception {
        assertProblem(ingest.post(JSON, "{}"), 400, "prompt");
        assertProblem(ingest.post(JSON, "{\"prompt\":"), 400, "JSON");
        assertProblem(ingest.post(JSON, "[]"), 400, "a JSON object is expected");
        assertProblem(ingest.post(JSON, "{\"prompt\":\"x\",\"id\":\"a b\"}"), 400, "task id");
        assertProblem(
                ingest.post(TEXT, "x [thinking:very]"), 400, "[thinking:very] is not understood");
        assertProblem(ingest.post(TEXT, "  "), 400, "nothing to do");
        assertProblem(ingest.post(TEXT, ""), 400, "nothing to do");
        assertProblem(
                ingest.post("application/x-www-form-urlencoded", "a=b"), 415, "application/json");
        // Micronaut itself sees to this one, without words.
        assertThat(ingest.post(TEXT, "x", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertProblem(ingest.post(TEXT, "x", "Sec-Fetch-Site", "cross-site"), 403, "page");
        assertProblem(ingest.post(TEXT, "x".repeat((8 << 20) + 1)), 413, "8 MiB");
        assertThat(ingest.post(TEXT, "x".repeat(11 << 20)).statusCode()).isEqualTo(413);
    }

    @Test
    void whoLooksForTasksHereIsToldWhereTheyAre() throws Exception {
        assertProblem(ingest.get("/tasks"), 404, "shown by the dispatcher: /tasks\"");
        assertProblem(ingest.get("/tasks/mine-1"), 404, "shown by the dispatcher: /tasks/mine-1\"");
    }

    @Test
    void isHealthyWithoutDiscord() throws Exception {
        assertThat(ingest.get("/health").statusCode()).isEqualTo(200);
        assertThat(ingest.get("/health").body()).contains("DISCORD_TOKEN is not set");
        assertThat(ingest.get("/prometheus").body()).contains("jvm_memory");
    }

    @Test
    void kafkaIsPartOfHealthAndOfTheMeters() throws Exception {
        assertThat(ingest.post(TEXT, "counted").statusCode()).isEqualTo(202);
        assertProblem(ingest.post(TEXT, "counted", "Sec-Fetch-Site", "cross-site"), 403, "page");
        assertThat(ingest.get("/health").body()).contains("\"kafka\":{").contains("clusterId");
        assertThat(ingest.get("/prometheus").body())
                .containsPattern("kafka_producer_record_send_total\\{client_id=\"tasks\"} [1-9]")
                .contains("crayfleet_ingest_tasks_total{outcome=\"accepted\",source=\"http\"}")
                .contains("crayfleet_ingest_tasks_total{outcome=\"refused\",source=\"http\"}");
    }

    /** All of it as our own clients have it, and acknowledged by all brokers above all. */
    @Test
    void theInjectedProducerHasTheSettingsOfAllOurProducers() {
        KafkaSettings kafka = ingest.bean(KafkaSettings.class);
        AbstractKafkaProducerConfiguration<?, ?> injected =
                ingest.bean(AbstractKafkaProducerConfiguration.class);
        kafka.producer("crayfleet-ingest", 10_000)
                .forEach((name, value) ->
                        assertThat(injected.getConfig().get(name))
                                .as(name)
                                .hasToString(value.toString()));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String part) {
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.body()).contains(part).contains("\"status\":" + status);
    }
}
