package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.EmulatedMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tasks end to end, on one fleet of three runners. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobIT {
    private SpanCollector collector;
    private TestFleet fleet;

    @BeforeAll
    void start(@TempDir Path folder) {
        collector = SpanCollector.start();
        fleet =
                TestFleet.in(
                        folder,
                        options ->
                                options.withRunners(3)
                                        .with("crayfleet.traces", "otlp")
                                        .with("otel.exporter.otlp.endpoint", collector.url()));
    }

    @AfterAll
    void stop() {
        fleet.close();
        collector.close();
    }

    @Test
    void aDiscordTaskGetsAReactionAnAgentAndAResult() {
        String message = fleet.postTask("Calculate 25 × 4 [model:cheap] [thinking:low]");
        String task = "discord-" + message;
        EmulatedMessage result = fleet.resultOf(task);
        assertThat(result.content())
                .startsWith("```\n[SUCCESS] " + task + " by runner-")
                .contains("Task Prompt:\nCalculate 25 × 4\n")
                .contains("Summary:\n25 × 4 = 100\n")
                .contains("Files: AGENTS.md, RESULT.txt, SUMMARY.txt, TASK.txt, agent-output.log")
                .contains("Workspace: workers/agent-")
                .contains("/tasks/" + task);
        fleet.assertEachAnsweredOnce(List.of(message));
        fleet.eventually(() ->
                assertThat(fleet.discord().messages("worker-pool"))
                        .extracting(EmulatedMessage::content)
                        .anyMatch(line ->
                                line.contains("AGENT SPAWNED") && line.contains("Calculate 25 × 4"))
                        .anyMatch(line -> line.matches("(?s)✅ Agent .* finished.*")));
    }

    @Test
    void recordsOfAForeignProducerBecomeTasksOrDeadLetters() {
        fleet.produce("{\"prompt\":\"\"}");
        fleet.produce("{broken");
        fleet.produce("Calculate 6 × 7 [agent:default]");
        fleet.eventually(() ->
                assertThat(fleet.discord().messages("results"))
                        .extracting(EmulatedMessage::content)
                        .anyMatch(text -> text.contains("kafka-") && text.contains("= 42")));
        fleet.eventually(() ->
                assertThat(fleet.records(Topics.DEAD_LETTERS))
                        .extracting(MainJobIT::reason)
                        .anyMatch(reason -> reason.contains("the task is empty"))
                        .anyMatch(reason -> reason.contains("no JSON")));
    }

    @Test
    void theLinkOfAnHttpTaskShowsItsState() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest submit =
                    HttpRequest.newBuilder(
                                    URI.create(fleet.local().fleetFile().ingestUrl() + "/tasks"))
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("Calculate 9 × 9 [thinking:low]"))
                            .build();
            HttpResponse<String> accepted = http.send(submit, BodyHandlers.ofString());
            assertThat(accepted.statusCode()).isEqualTo(202);
            String link = new ObjectMapper().readTree(accepted.body()).path("link").asText();
            HttpRequest stateRequest = HttpRequest.newBuilder(URI.create(link)).build();
            fleet.eventually(() ->
                    assertThat(http.send(stateRequest, BodyHandlers.ofString()).body())
                            .contains("\"state\":\"succeeded\""));
            HttpResponse<String> unknown =
                    http.send(
                            HttpRequest.newBuilder(URI.create(link + "-not")).build(),
                            BodyHandlers.ofString());
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("is unknown here");
        }
    }

    @Test
    void aTypedTaskIsATraceFromItsMessageToItsPost() {
        String task = "discord-" + fleet.postTask("Calculate 3 × 3 [model:cheap]");
        Map<String, SpanCollector.Collected> spans = spansOf(task);
        SpanCollector.Collected ingest = span(spans, "ingest");
        assertThat(ingest.service()).isEqualTo("crayfleet-ingest");
        assertThat(ingest.parent()).isEmpty();
        assertThat(span(spans, "queue").service()).isEqualTo("crayfleet-dispatcher");
        assertThat(span(spans, "attempt").service()).isEqualTo("crayfleet-runner");
        assertThat(span(spans, "attempt").attributes())
                .containsEntry("crayfleet.attempt", "1")
                .containsEntry("crayfleet.status", "succeeded")
                .containsEntry("crayfleet.pool", "default")
                .hasEntrySatisfying(
                        "crayfleet.agent", agent -> assertThat(agent).startsWith("agent-"))
                .containsKeys("gen_ai.request.model", "crayfleet.runner");
        assertThat(span(spans, "post").service()).isEqualTo("crayfleet-poster");
        assertThat(spans.values())
                .allSatisfy(each -> {
                    assertThat(each.trace()).isEqualTo(ingest.trace());
                    assertThat(each.raw()).doesNotContain("Calculate");
                })
                .filteredOn(each -> each != ingest)
                .allSatisfy(each -> assertThat(each.parent()).isEqualTo(ingest.span()));
    }

    @Test
    void aTaskPostedOverHttpContinuesTheTraceOfItsSender() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest submit =
                    HttpRequest.newBuilder(
                                    URI.create(fleet.local().fleetFile().ingestUrl() + "/tasks"))
                            .header("Content-Type", "application/json")
                            .header(
                                    "traceparent",
                                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                            .POST(
                                    BodyPublishers.ofString(
                                            "{\"id\":\"traced-1\",\"prompt\":\"Calculate 4 × 4\"}"))
                            .build();
            assertThat(http.send(submit, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
        }
        Map<String, SpanCollector.Collected> spans = spansOf("traced-1");
        assertThat(span(spans, "ingest").parent()).isEqualTo("00f067aa0ba902b7");
        assertThat(spans.values())
                .allSatisfy(each ->
                        assertThat(each.trace()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    /** By their names, when all are there. */
    private Map<String, SpanCollector.Collected> spansOf(String task) {
        fleet.eventually(() ->
                assertThat(collector.ofTask(task))
                        .extracting(SpanCollector.Collected::name)
                        .containsExactlyInAnyOrder("ingest", "queue", "attempt", "post"));
        return collector.ofTask(task).stream()
                .collect(Collectors.toMap(SpanCollector.Collected::name, each -> each));
    }

    private static SpanCollector.Collected span(
            Map<String, SpanCollector.Collected> spans, String name) {
        return Objects.requireNonNull(spans.get(name));
    }

    @Test
    void anInvalidTagIsAnsweredAndNotProduced() {
        String message = fleet.postTask("Think [thinking:hgih]");
        fleet.eventually(() ->
                assertThat(fleet.discord().messages("task-queue"))
                        .anySatisfy(reply ->
                                assertThat(reply.content())
                                        .contains("[thinking:hgih]")
                                        .contains("medium")));
        assertThat(fleet.records(Topics.TASKS))
                .noneMatch(record ->
                        new String(record.value(), StandardCharsets.UTF_8).contains(message));
    }

    @Test
    void aHundredTasksAreDoneOnceAndSpreadOverAllRunners() {
        List<String> messages =
                IntStream.range(0, 100)
                        .parallel()
                        .mapToObj(i -> fleet.postTask("Calculate " + i + " + 1000"))
                        .toList();
        fleet.assertEachAnsweredOnce(messages);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(fleet.resultOf("discord-" + messages.get(i)).content())
                    .contains("= " + (i + 1000) + "\n");
        }
        assertThat(
                        messages.stream()
                                .map(id -> fleet.resultOf("discord-" + id).content())
                                .map(text -> text.replaceAll("(?s).* by (runner-\\d).*", "$1"))
                                .distinct())
                .containsExactlyInAnyOrder("runner-1", "runner-2", "runner-3");
    }

    private static String reason(ConsumerRecord<String, byte[]> record) {
        return new String(
                record.headers().lastHeader(Topics.HEADER_REASON).value(), StandardCharsets.UTF_8);
    }
}
