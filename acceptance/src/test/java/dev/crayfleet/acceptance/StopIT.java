package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.agents.testing.OpenClawInstall;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.model.StubModel;
import dev.crayfleet.model.Turn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Emergency stop, pause, drain and cancelling many, by the commands that people use. */
class StopIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An agent that works for ever, with a child, and both ignore that they are asked to end. */
    private static final String STUBBORN =
            "[\"sh\", \"-c\", \"trap '' TERM; sleep 3601 & sleep 3602\", \"{prompt-file}\"]";

    @TempDir private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private TestFleet fleet;

    @AfterEach
    void close() {
        if (fleet != null) {
            fleet.close();
        }
        http.close();
    }

    private record Command(int exitCode, String output) {}

    @Test
    @Timeout(value = 600)
    void stopsEightAgentsWithinTenSecondsAndStaysStoppedUntilItIsResumed() throws Exception {
        try (StubModel model = StubModel.start(request -> new Turn.Hangs())) {
            fleet = fleetWithOpenClaw(model);
            List<String> running = new ArrayList<>();
            IntStream.range(0, 6).forEach(i -> running.add(fleet.postTask("Work for ever, " + i)));
            IntStream.range(0, 2)
                    .forEach(i -> running.add(fleet.postTask("Think for ever [agent:claw]")));
            await().atMost(Duration.ofMinutes(4))
                    .untilAsserted(() -> {
                        assertThat(tasks("running")).hasSize(8);
                        assertThat(model.requests()).hasSizeGreaterThanOrEqualTo(2);
                    });
            assertThat(agentProcesses()).hasSizeGreaterThanOrEqualTo(8);
            String waiting = fleet.postTask("Calculate 25 × 4 [agent:claw]");
            fleet.eventually(() -> assertThat(tasks("queued")).hasSize(1));

            Command stop = crayfleet("stop", "--reason", "they work for ever");
            assertThat(stop.output())
                    .contains("all 12 lanes have stopped")
                    .contains("no agent is left on: runner-1, runner-2")
                    .containsPattern("stopped within \\d\\.\\d s; .*crayfleet resume");
            assertThat(stop.exitCode()).isZero();
            assertThat(agentProcesses()).isEmpty();
            assertStopped(running, waiting);

            fleet.restart();
            String late = fleet.postTask("Calculate 25 × 5 [agent:claw]");
            fleet.eventually(() -> assertThat(tasks("queued")).hasSize(2));
            assertStopped(running, waiting);
            assertThat(tasks("queued"))
                    .allSatisfy(task ->
                            assertThat(task.path("waiting").path("reason").asText())
                                    .isEqualTo("fleet-stopped"));
            assertThat(get("/health").toString()).contains("they work for ever");

            model.script(StubModel.writing("done after all"));
            Command resume = crayfleet("resume");
            assertThat(resume.output()).contains("all 12 lanes have resumed");
            assertThat(resume.exitCode()).isZero();
            await().atMost(Duration.ofMinutes(4))
                    .untilAsserted(() -> {
                        assertThat(fleet.resultsOf("discord-" + waiting)).hasSize(1);
                        assertThat(fleet.resultsOf("discord-" + late)).hasSize(1);
                    });
            assertThat(fleet.resultOf("discord-" + waiting).content()).contains("done after all");
            fleet.eventually(() -> assertThat(posts("RESUMED")).hasSize(1));
            assertThat(posts("EMERGENCY STOP")).hasSize(1);
            running.forEach(id -> assertThat(fleet.resultsOf("discord-" + id)).hasSize(1));
            assertThat(tasks("running")).isEmpty();
        }
    }

    /** Without a dispatcher the order waits in Kafka; here one reads it at once. */
    @Test
    void stopsByKafkaWhereNoDispatcherAnswers() throws Exception {
        fleet = TestFleet.in(folder);
        Command stop =
                run(
                        "stop",
                        "--dispatcher",
                        "http://127.0.0.1:1",
                        "--bootstrap",
                        fleet.local().fleetFile().kafkaBootstrap());
        assertThat(stop.exitCode()).isEqualTo(1);
        assertThat(stop.output())
                .contains("nothing answers")
                .contains("in Kafka for all 12 lanes, and none has confirmed");
        fleet.eventually(() -> assertThat(get("/stop").path("stops")).hasSize(12));
        fleet.eventually(() -> assertThat(posts("EMERGENCY STOP")).hasSize(1));
    }

    @Test
    void pausesAPoolCancelsManyAndDrainsARunner() throws Exception {
        fleet = TestFleet.in(folder, options -> options.withRunners(2));
        assertThat(crayfleet("pause", "default", "--reason", "lunch").output())
                .contains("paused pool default")
                .doesNotContain("is the name right");
        List<String> messages =
                IntStream.range(0, 3).mapToObj(i -> fleet.postTask("Calculate " + i)).toList();
        fleet.eventually(() -> assertThat(tasks("queued")).hasSize(3));
        assertThat(tasks("queued"))
                .allSatisfy(task ->
                        assertThat(task.path("waiting").path("sentence").asText())
                                .startsWith("pool default was paused"));

        assertThat(crayfleet("cancel", "--all-queued").exitCode()).isEqualTo(2);
        Command dryRun = crayfleet("cancel", "--all-queued", "--dry-run");
        assertThat(dryRun.output()).contains(messages).contains("would cancel 3 tasks");
        assertThat(tasks("queued")).hasSize(3);
        assertThat(crayfleet("cancel", "--agent", "other", "--yes").output())
                .contains("no task to cancel");
        assertThat(crayfleet("cancel", "--agent", "default", "--yes").output())
                .contains("cancelling 3 tasks");
        fleet.eventually(() -> assertThat(tasks("cancelled")).hasSize(3));
        assertThat(crayfleet("resume", "default").exitCode()).isZero();

        assertThat(crayfleet("drain", "runner-3").output()).contains("runner-1, runner-2");
        assertThat(crayfleet("drain", "runner-1").output()).contains("it runs nothing, and leaves");
        fleet.eventually(() ->
                assertThat(get("/runners").path("runners"))
                        .extracting(runner -> runner.path("runner").asText())
                        .containsOnly("runner-2"));
        String last = fleet.postTask("Calculate 6 × 7");
        assertThat(fleet.resultOf("discord-" + last).content()).contains(" by runner-2");
    }

    private TestFleet fleetWithOpenClaw(StubModel model) throws Exception {
        Path openclaw = OpenClawInstall.program();
        Path state = Files.createDirectories(folder.resolve("state"));
        Path config = Files.writeString(folder.resolve("openclaw.json"), model.openclawJson());
        return TestFleet.in(
                folder,
                options ->
                        options.withRunners(2)
                                .with("crayfleet.runner.pools", "default=3,claw=1")
                                .with("crayfleet.runner.executor", "command")
                                .with("crayfleet.runner.executors", "claw=openclaw-exec")
                                .with("crayfleet.runner.command", STUBBORN)
                                .with("crayfleet.runner.openclaw-bin", openclaw.toString())
                                .with("crayfleet.runner.openclaw-config", config.toString())
                                .with("crayfleet.runner.openclaw-state-dir", state.toString()));
    }

    private void assertStopped(List<String> running, String waiting) {
        fleet.eventually(() -> {
            assertThat(get("/stop").path("stops")).hasSize(12);
            running.forEach(id ->
                    assertThat(fleet.resultsOf("discord-" + id))
                            .singleElement()
                            .satisfies(post ->
                                    assertThat(post.content())
                                            .contains("emergency stop by")
                                            .contains("they work for ever")));
            assertThat(fleet.resultsOf("discord-" + waiting)).isEmpty();
            assertThat(posts("EMERGENCY STOP")).hasSize(1);
        });
    }

    private List<EmulatedMessage> posts(String text) {
        return fleet.discord().messages("results").stream()
                .filter(post -> post.content().contains("**" + text + "**"))
                .toList();
    }

    /** What agents have started and what is left of it. */
    private static List<String> agentProcesses() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains("sleep 360") || line.contains("openclaw"))
                .toList();
    }

    private List<JsonNode> tasks(String state) throws Exception {
        return StreamSupport.stream(get("/tasks?state=" + state).path("tasks").spliterator(), false)
                .toList();
    }

    private JsonNode get(String path) throws Exception {
        URI uri = URI.create(fleet.local().fleetFile().dispatcherUrl() + path);
        return JSON.readTree(
                http.send(
                                HttpRequest.newBuilder(uri)
                                        .header("Authorization", "Bearer " + fleet.token())
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
    }

    private Command crayfleet(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--dispatcher");
        all.add(fleet.local().fleetFile().dispatcherUrl());
        return run(all.toArray(String[]::new));
    }

    private Command run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "command", ".out");
        ProcessBuilder builder = CommandJvm.builder(folder, output, List.of(arguments));
        builder.environment().put("CRAYFLEET_TOKEN", fleet.token());
        builder.environment()
                .put("CRAYFLEET_SIGNING_KEYS_FILE", TestFleet.signingKeys(folder).toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the command ends").isTrue();
        return new Command(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
