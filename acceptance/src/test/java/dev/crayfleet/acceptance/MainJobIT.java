package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Release;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.EmulatedMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tasks end to end, on one fleet of three runners. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobIT {
    /** An agent that prints, waits for a person, and prints again. */
    private static final String AGENT =
            """
            await() {
              i=0
              until [ -e "$1" ] || [ $i -ge 600 ]; do sleep 0.1; i=$((i + 1)); done
            }
            cat "$2"
            echo; echo reads figures
            await "$1/go"
            echo goes on
            await "$1/end"
            """;

    private Path folder;
    private SpanCollector collector;
    private TestFleet fleet;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        collector = SpanCollector.start();
        Path agent = Files.writeString(folder.resolve("agent.sh"), AGENT);
        String command = "[\"sh\", \"%s\", \"%s\", \"{prompt-file}\"]".formatted(agent, folder);
        fleet =
                TestFleet.in(
                        folder,
                        options ->
                                options.withRunners(3)
                                        .with("crayfleet.traces", "otlp")
                                        .with("otel.exporter.otlp.endpoint", collector.url())
                                        .with("crayfleet.runner.pools", "default=2,shell=1")
                                        .with("crayfleet.runner.executors", "shell=command")
                                        .with("crayfleet.runner.command", command));
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

    /** As an agent could write them, which has a shell and finds Kafka. */
    @Test
    void nobodyWithoutAKeyAsksInTheNameOfOthers() {
        String ours = fleet.postTask("Calculate 12 × 12");
        fleet.produce(
                """
                {"type":"CancelRequested","version":1,"id":"discord-%s","pool":"default",
                "requester":{"id":"discord:42","name":"Ada"},"requestedAt":"2026-01-01T00:00:00Z"}\
                """
                        .formatted(ours));
        fleet.produce(
                """
                {"type":"TaskSubmitted","version":1,"id":"http-forged","pool":"default",
                "prompt":{"text":"Calculate 13 × 13"},"files":[],"origin":{"by":"Http"},
                "requester":{"id":"discord:42","name":"Ada"},"submittedAt":"2026-01-01T00:00:00Z"}\
                """);
        fleet.produce("{\"prompt\":\"Calculate 14 × 14\",\"requester\":\"discord:42\"}");
        fleet.eventually(() ->
                assertThat(fleet.records(Topics.DEAD_LETTERS))
                        .extracting(MainJobIT::reason)
                        .anyMatch(reason -> reason.contains("services of the fleet write Cancel"))
                        .anyMatch(reason -> reason.contains("say where a task is from"))
                        .anyMatch(reason ->
                                reason.contains("ids with \"discord:\" are given by the service")));
        assertThat(fleet.resultOf("discord-" + ours).content()).contains("= 144");
        assertThat(fleet.discord().messages("results"))
                .extracting(EmulatedMessage::content)
                .noneMatch(text -> text.contains("13 × 13") || text.contains("14 × 14"));
    }

    @Test
    void theLinkOfAnHttpTaskShowsItsState() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest submit =
                    HttpRequest.newBuilder(
                                    URI.create(fleet.local().fleetFile().ingestUrl() + "/tasks"))
                            .header("Authorization", bearer())
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("Calculate 9 × 9 [thinking:low]"))
                            .build();
            HttpResponse<String> accepted = http.send(submit, BodyHandlers.ofString());
            assertThat(accepted.statusCode()).isEqualTo(202);
            String link = new ObjectMapper().readTree(accepted.body()).path("link").asText();
            HttpRequest stateRequest =
                    HttpRequest.newBuilder(URI.create(link))
                            .header("Authorization", bearer())
                            .build();
            fleet.eventually(() ->
                    assertThat(http.send(stateRequest, BodyHandlers.ofString()).body())
                            .contains("\"state\":\"succeeded\""));
            HttpResponse<String> unknown =
                    http.send(
                            HttpRequest.newBuilder(URI.create(link + "-not"))
                                    .header("Authorization", bearer())
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.body()).contains("is unknown here");
            HttpResponse<String> stranger =
                    http.send(
                            HttpRequest.newBuilder(URI.create(link)).build(),
                            BodyHandlers.ofString());
            assertThat(stranger.statusCode()).as("without the token").isEqualTo(401);
        }
    }

    @Test
    void whatAnAgentPrintsIsFollowedWhileItWorks() throws Exception {
        String task = "discord-" + fleet.postTask("Show yourself [agent:shell]");
        Path out = folder.resolve("logs.out");
        Process logs = crayfleet(out, "logs", task, "-f", "--bootstrap", kafka());
        try {
            fleet.eventually(() -> assertThat(Files.readString(out)).contains("| reads figures\n"));
            Files.createFile(folder.resolve("go"));
            fleet.eventually(() -> assertThat(Files.readString(out)).contains("| goes on\n"));
            Files.createFile(folder.resolve("end"));
            assertThat(logs.waitFor(60, TimeUnit.SECONDS)).as("it ends with the task").isTrue();
        } finally {
            logs.destroyForcibly();
        }
        assertThat(Files.readString(out))
                .containsOnlyOnce("| reads figures\n")
                .containsOnlyOnce("| goes on\n")
                .contains("-- succeeded");
        // Neither the ledger nor the audit trail has it.
        assertThat(fleet.records(Topics.EVENTS))
                .noneMatch(event -> text(event).contains("goes on\\n"));
        Path table = folder.resolve("runners.out");
        assertThat(crayfleet(table, "runners").waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(table).lines().toList())
                .first(InstanceOfAssertFactories.STRING)
                .contains("HOST", "VERSION");
        assertThat(Files.readString(table)).contains("  " + Release.VERSION);
    }

    private String bearer() {
        return "Bearer " + fleet.token();
    }

    private String kafka() {
        return fleet.local().fleetFile().kafkaBootstrap();
    }

    private Process crayfleet(Path out, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--dispatcher");
        words.add(fleet.local().fleetFile().dispatcherUrl());
        ProcessBuilder builder = CommandJvm.builder(folder, out, words);
        builder.environment().put("CRAYFLEET_TOKEN", fleet.token());
        return builder.start();
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
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
                            .header("Authorization", bearer())
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
