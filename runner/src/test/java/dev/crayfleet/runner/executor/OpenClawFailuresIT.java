package dev.crayfleet.runner.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.runner.executor.Executor.Job;
import dev.crayfleet.runner.executor.Executor.Planned;
import dev.crayfleet.runner.executor.Executor.Ran;
import dev.crayfleet.runner.executor.ExecutorKit.Kind;
import dev.crayfleet.runner.gateway.AttachedGateway;
import dev.crayfleet.runner.gateway.Endpoint;
import dev.crayfleet.runner.gateway.GatewayExecutor;
import dev.crayfleet.runner.gateway.OwnedGateway;
import dev.crayfleet.runner.openclaw.NearestThinking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What the real OpenClaw makes of a model that misbehaves, and what we make of that. */
@Timeout(value = 280)
class OpenClawFailuresIT {
    /** Time to start for all at once, and for a first retry. */
    private static final Duration TIME = Duration.ofSeconds(25);

    private static final Map<String, List<FailureKind>> EXPECTED =
            Map.of(
                    "FAIL 400", List.of(FailureKind.PERMANENT),
                    "FAIL 429", List.of(FailureKind.QUOTA),
                    "FAIL 500", List.of(FailureKind.TRANSIENT),
                    "DIE", List.of(FailureKind.TRANSIENT),
                    "BABBLE", List.of(FailureKind.TRANSIENT, FailureKind.AGENT_ERROR));

    /** What OpenClaw does not try again ends by itself, however slow the machine. */
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir Path folder;

    /** Five starts of OpenClaw: a minute that only a change of how it is started is worth. */
    @Test
    @EnabledIfSystemProperty(named = "crayfleet.long", matches = "true")
    void areToldApartByAProcessOfItsOwn() throws Exception {
        try (ExecutorKit kit = new ExecutorKit(folder)) {
            assertKinds(kit, kit.open(Kind.OPENCLAW_EXEC, Duration.ZERO), Set.of("DIE", "BABBLE"));
        }
    }

    @Test
    void areToldApartInAGateway() throws Exception {
        try (ExecutorKit kit = new ExecutorKit(folder)) {
            OwnedGateway owned = kit.owned();
            Executor gateway = kit.open(kit.gateway(owned));
            refusesToBelieveThatItRestricts(kit, owned);
            endsWhatATaskLetGo(kit, gateway);
            takesAnotherLevel(kit, gateway);
            followsOpenclawJson(kit, gateway);
            assertKinds(kit, gateway, Set.of());
        }
    }

    /** It is another's, with a configuration of its own, in which agents have a shell. */
    private static void refusesToBelieveThatItRestricts(ExecutorKit kit, OwnedGateway owned)
            throws Exception {
        Endpoint endpoint = owned.endpoint().orElseThrow();
        try (GatewayExecutor attached = kit.gateway(new AttachedGateway(endpoint), true)) {
            attached.start();
            int before = kit.model().asked().size();
            assertThat(kit.run(attached, "ESCAPE", Duration.ofSeconds(60)).outcome())
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> {
                                assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
                                assertThat(failed.reason())
                                        .contains("mode=restricted", "exec", "tools.allow");
                            });
            assertThat(kit.model().asked()).hasSize(before);
        }
        assertThat(kit.outside().resolve("executed")).doesNotExist();
    }

    private static void assertKinds(ExecutorKit kit, Executor executor, Set<String> without)
            throws Exception {
        SoftAssertions softly = new SoftAssertions();
        all(kit, executor, without)
                .forEach((task, ran) ->
                        softly.assertThat(
                                        ran.outcome() instanceof Failed failed
                                                ? failed.kind()
                                                : null)
                                .as("%s: %s", task, ran.outcome())
                                .isIn(EXPECTED.get(task)));
        softly.assertAll();
        assertThat(executor.plan(new TaskOptions("nope", null, null, null, null)))
                .isEqualTo(
                        new Planned.Refused(
                                Failed.of(
                                        FailureKind.PERMANENT,
                                        "Model \"nope\" is not known here. There are: cheap (stub/flash), primary (stub/kimi).")));
    }

    /** All at once: each waits for the model most of the time. */
    private static Map<String, Ran> all(ExecutorKit kit, Executor executor, Set<String> without)
            throws Exception {
        Map<String, Future<Ran>> running = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (String task : EXPECTED.keySet()) {
                if (!without.contains(task)) {
                    Callable<Ran> run =
                            () -> kit.run(executor, task, task.equals("FAIL 400") ? LONG : TIME);
                    running.put(task, threads.submit(run));
                }
            }
            Map<String, Ran> ended = new LinkedHashMap<>();
            for (Map.Entry<String, Future<Ran>> each : running.entrySet()) {
                ended.put(each.getKey(), each.getValue().get(200, TimeUnit.SECONDS));
            }
            return ended;
        }
    }

    private static void endsWhatATaskLetGo(ExecutorKit kit, Executor gateway) throws Exception {
        Job job = kit.job(gateway, "LET GO", TaskOptions.NONE, Duration.ofSeconds(60));
        Ran ran = gateway.run(job, new Stop(), note -> {});
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        long pid = Long.parseLong(Files.readString(job.workspace().file("own.pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !zombie(pid))
                .isFalse();
        assertThat(job.workspace().file("agent-output.log")).content().contains("tool exec");
    }

    /** A model that is new is there within seconds. */
    private static void followsOpenclawJson(ExecutorKit kit, Executor gateway) throws Exception {
        Path json = kit.folder().resolve("openclaw.json");
        String before = Files.readString(json);
        TaskOptions options = new TaskOptions("extra", null, null, null, null);
        Files.writeString(
                json,
                before.replace(
                                "{\"id\": \"flash\",",
                                "{\"id\": \"extra\", \"name\": \"Extra\"}, {\"id\": \"flash\",")
                        .replace(
                                "\"models\": {\"stub/kimi\"",
                                "\"models\": {\"stub/extra\": {\"alias\": \"extra\"}, \"stub/kimi\""));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Job job = kit.job(gateway, "Calculate 25 × 4", options, Duration.ofSeconds(60));
                    Ran ran = gateway.run(job, new Stop(), note -> {});
                    assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
                    assertThat(ran.model()).isEqualTo("stub/extra");
                    assertThat(ran.costUsd()).isNull();
                });
        Files.writeString(json, before);
    }

    private static boolean zombie(long pid) throws Exception {
        return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z");
    }

    /** As if openclaw.json had not said what the model can do. */
    private static void takesAnotherLevel(ExecutorKit kit, Executor gateway) throws Exception {
        Job known =
                kit.job(
                        gateway,
                        "Calculate 25 × 4",
                        new TaskOptions("cheap", null, null, null, null),
                        Duration.ofSeconds(60));
        Job wanting =
                new Job(
                        known.attempt(),
                        known.workspace(),
                        known.prompt(),
                        new Executor.Plan(
                                known.plan().model(),
                                known.plan().modelAsked(),
                                Thinking.HIGH,
                                true,
                                known.plan().notes()),
                        known.timeout(),
                        known.note());
        Ran ran = new NearestThinking(gateway).run(wanting, new Stop(), note -> {});
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(ran.thinking()).isEqualTo(Thinking.OFF);
        assertThat(ran.notes()).contains("Thinking is off: stub/flash does not have high.");
    }
}
