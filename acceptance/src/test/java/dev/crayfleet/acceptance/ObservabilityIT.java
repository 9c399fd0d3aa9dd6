package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.trial.measure.ProcessHttp;
import dev.crayfleet.trial.process.Child;
import dev.crayfleet.trial.process.KafkaPlan;
import dev.crayfleet.trial.process.ProcessFleet;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is seen of a fleet from outside, where each service is a process as in production: its log
 * lines in JSON, and its meters, which are those of docs/metrics.md.
 */
class ObservabilityIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POST_MESSAGE = "POST /channels/{channel_id}/messages";
    private static final Map<String, String> JSON_LOGS =
            Map.of(
                    "logback.configurationFile", "logback.xml",
                    "crayfleet.log-format", "json");

    @TempDir private static Path folder;
    private static DiscordEmulator discord;
    private static ProcessFleet fleet;
    private static Child ingest;
    private static Child dispatcher;
    private static Child runner;
    private static Child poster;

    @BeforeAll
    static void runTasks() throws Exception {
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
        fleet = ProcessFleet.shortLived(folder, new KafkaPlan.Own(1), JSON_LOGS);
        fleet.broker().start();
        fleet.broker().awaitHealthy(TIMEOUT);
        Map<String, String> quick = new HashMap<>(ProcessFleet.discordSettings(discord));
        quick.put("crayfleet.poster.retry-first", "100ms");
        ingest = fleet.ingest("ingest", ProcessFleet.discordSettings(discord));
        dispatcher = fleet.dispatcher("dispatcher", Map.of());
        runner = fleet.runner("runner", Map.of("crayfleet.runner.executor", "demo"));
        poster = fleet.poster("poster", quick);
        services().forEach(Child::start);
        services().forEach(each -> each.awaitHealthy(TIMEOUT));

        // What is posted after the runner's joining is about tasks.
        await().atMost(TIMEOUT).until(() -> !discord.messages("worker-pool").isEmpty());
        // More than the library repeats by itself.
        discord.faults().on(POST_MESSAGE).serverError(500, 7);
        discord.postAs(discord.userToken(), "task-queue", "Calculate 25 × 4");
        post("{\"id\":\"seen-1\",\"prompt\":\"Calculate 2 + 2\"}");
        await().atMost(TIMEOUT).until(() -> results().stream().anyMatch(is("seen-1")));
        post("{\"id\":\"seen-1\",\"prompt\":\"Calculate 3 + 3\"}");
        await().atMost(TIMEOUT)
                .until(() -> lines(dispatcher).stream().anyMatch(says("is a dead letter")));
    }

    @AfterAll
    static void stop() {
        fleet.close();
        discord.close();
    }

    private static List<Child> services() {
        return List.of(ingest, dispatcher, runner, poster);
    }

    @Test
    void everyLineOfEveryLogIsAnObjectWithTheSameFields() throws IOException {
        for (Child service : services()) {
            List<JsonNode> lines = lines(service);
            assertThat(lines).as(service.name()).isNotEmpty();
            assertThat(lines)
                    .as(service.name())
                    .allSatisfy(line -> {
                        assertThat(line.path("timestamp").asLong()).isPositive();
                        assertThat(line.path("level").asText()).matches("[A-Z]+");
                        assertThat(line.path("threadName").asText()).isNotEmpty();
                        assertThat(line.path("loggerName").asText()).isNotEmpty();
                        assertThat(line.path("formattedMessage").isTextual()).isTrue();
                        assertThat(line.path("mdc").isObject()).isTrue();
                    });
            assertThat(lines).anyMatch(says(" is up at http://127.0.0.1:"));
        }
    }

    @Test
    void linesAboutATaskNameIt() throws IOException {
        assertThat(lines(runner).stream().filter(says("task seen-1#1")))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(line -> {
                    assertThat(line.path("mdc").path("task").asText()).isEqualTo("seen-1");
                    assertThat(line.path("mdc").path("attempt").asText()).isEqualTo("1");
                });
        assertThat(lines(dispatcher).stream().filter(says("is a dead letter")))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.path("mdc").path("task").asText()).isEqualTo("seen-1"));
        assertThat(lines(poster).stream().filter(says("It is tried again")))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.path("mdc").path("task").asText()).isNotEmpty());
    }

    @Test
    void linesAboutNoTaskNameNone() throws IOException {
        for (Child service : services()) {
            assertThat(lines(service).stream().filter(says(" is up at ")))
                    .as(service.name())
                    .allSatisfy(line -> assertThat(line.path("mdc")).isEmpty());
        }
    }

    @Test
    void noLineHasAToken() throws IOException {
        for (Child service : services()) {
            assertThat(Files.readString(service.log()))
                    .as(service.name())
                    .doesNotContain(discord.botToken());
        }
    }

    /** In both directions: what is documented is there, and nothing else. */
    @Test
    void everyServiceHasTheMetricsThatAreDocumentedAndNoOthers() throws Exception {
        MetricsPage page = MetricsPage.read();
        for (Child service : services()) {
            assertThat(MetricsPage.exposed(exposition(service)))
                    .as(service.name())
                    .isEqualTo(page.services().get(service.name()));
        }
    }

    /** A client that was bound under a wrong name, or to nothing, would show 0 for ever. */
    @Test
    void kafkasClientsCountWhatTheyDo() throws Exception {
        assertThat(meter(ingest, "kafka_producer_record_send_total", "tasks")).isPositive();
        assertThat(meter(dispatcher, "kafka_stream_thread_process_total", "lanes")).isPositive();
        assertThat(meter(dispatcher, "kafka_stream_alive_stream_threads", "lanes")).isEqualTo(1);
        assertThat(meter(dispatcher, "kafka_producer_record_send_total", "lanes")).isPositive();
        String consumed = "kafka_consumer_fetch_manager_records_consumed_total";
        assertThat(meter(dispatcher, consumed, "lanes")).isPositive();
        assertThat(meter(runner, consumed, "claims")).isPositive();
        assertThat(meter(runner, "kafka_producer_record_send_total", "runs")).isPositive();
        for (String place : List.of("results", "reactions", "worker-pool")) {
            assertThat(meter(poster, consumed, place)).as(place).isPositive();
        }
    }

    /** Hundreds of series for each process would cost more than they tell. */
    @Test
    void noServiceHasManySeries() throws Exception {
        for (Child service : services()) {
            assertThat(exposition(service).lines().filter(line -> !line.startsWith("#")).count())
                    .as(service.name())
                    .isBetween(50L, 250L);
        }
    }

    private static double meter(Child service, String name, String client)
            throws InterruptedException {
        return ProcessHttp.meter(exposition(service), name, "client_id=\"" + client + "\"");
    }

    private static String exposition(Child service) throws InterruptedException {
        try (ProcessHttp http = new ProcessHttp()) {
            return http.get(ProcessFleet.url(service).resolve("/prometheus"));
        }
    }

    private static List<JsonNode> lines(Child service) throws IOException {
        return Files.readAllLines(service.log()).stream().map(ObservabilityIT::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("this line is no JSON: " + line, e);
        }
    }

    private static Predicate<JsonNode> says(String part) {
        return line -> line.path("formattedMessage").asText().contains(part);
    }

    private static Predicate<String> is(String task) {
        return result -> result.contains("] " + task + " by ");
    }

    private static List<String> results() {
        return discord.messages("results").stream().map(each -> each.content()).toList();
    }

    private static void post(String task) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(ProcessFleet.url(ingest).resolve("/tasks"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(task))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
        }
    }
}
