package dev.crayfleet.runner.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.flow.FileStore;
import dev.crayfleet.flow.KafkaSettings;
import dev.crayfleet.flow.TopicSetup;
import dev.crayfleet.runner.RunnerApp;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.MockProducer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that behave badly in the place of OpenClaw. What they do stands in the task. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class FakeAgentIT {
    private static final String AGENT =
            """
            #!/bin/sh
            # The runner starts this in the task's folder.
            envelope() {
              printf '{"ok":true,"status":"ok","final":"%s","payloads":[{"text":"%s"}],"usage":{"input":1000,"output":500,"cacheRead":0,"cacheWrite":0,"total":1500},"costUsd":0.000001575,"model":"kimi","provider":"stub"}' "$1" "$1"
            }
            case "$(cat TASK.txt)" in
              ok) envelope "well done" ;;
              environment) env > environment.txt; envelope "seen" ;;
              arguments) printf '%s\\n' "$@" > arguments.txt; envelope "seen" ;;
              long) head -c 40000 /dev/zero | tr '\\0' 'x' > RESULT.txt; mkdir outputs; echo data > outputs/table.csv; envelope "see RESULT.txt" ;;
              huge) head -c 9000000 /dev/zero | tr '\\0' 'y' > RESULT.txt; envelope "see RESULT.txt" ;;
              link) echo outside > ../../secret.txt; ln -s /etc/passwd RESULT.txt; ln -s /etc/passwd SUMMARY.txt; envelope "linked" ;;
              noisy) head -c 3000000 /dev/zero | tr '\\0' 'z' >&2; echo >&2; echo "working hard" >&2; sleep 1; envelope "noisy" ;;
              inputs*) cat inputs/* > RESULT.txt; envelope "read" ;;
              leaving) (sh -c 'trap "" TERM; echo $$ > left.pid; while :; do sleep 1; done' > /dev/null 2>&1 &) ; while [ ! -s left.pid ]; do sleep 0.1; done; envelope "left one behind" ;;
              crash) echo "Error: something broke" >&2; exit 3 ;;
              stubborn)
                trap '' TERM
                (setsid sh -c 'trap "" TERM; echo $$ > own-session.pid; while :; do sleep 1; done' &)
                (env -i PATH="$PATH" sh -c 'trap "" TERM; echo $$ > no-mark.pid; while :; do sleep 1; done' &)
                sh -c 'trap "" TERM; echo $$ > child.pid; while :; do sleep 1; done' &
                echo $$ > agent.pid
                while [ ! -s own-session.pid ] || [ ! -s no-mark.pid ] || [ ! -s child.pid ]; do sleep 0.1; done
                echo ready >&2
                while :; do sleep 1; done ;;
            esac
            """;

    @TempDir static Path data;
    @TempDir Path folder;
    private static EmbeddedKafka broker;
    private static KafkaSettings kafka;
    private FakeDispatcher dispatcher;
    private int runners;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedKafka.start(data.resolve("kafka"), 0);
        kafka = KafkaSettings.of(broker.bootstrap());
        TopicSetup.ensure(kafka, "test", Duration.ofSeconds(60));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void writeAgent() throws IOException {
        dispatcher = new FakeDispatcher(kafka);
        Path agent = Files.writeString(folder.resolve("agent.sh"), AGENT);
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve("openclaw.json"),
                """
                {
                  // as people write it
                  models: {providers: {stub: {models: [
                    {id: 'kimi', reasoning: true, cost: {input: 0.00045, output: 0.00225}},
                  ]}}},
                  agents: {defaults: {model: 'stub/kimi', models: {'stub/kimi': {alias: 'primary'}}}},
                }
                """);
    }

    @AfterEach
    void closeDispatcher() {
        dispatcher.close();
    }

    private ApplicationContext runner(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", broker.bootstrap());
        settings.put("micronaut.server.port", -1);
        settings.put("crayfleet.runner.id", id());
        settings.put("crayfleet.runner.openclaw-bin", folder.resolve("agent.sh").toString());
        settings.put(
                "crayfleet.runner.openclaw-config", folder.resolve("openclaw.json").toString());
        settings.put("crayfleet.runner.workers", folder.resolve("workers").toString());
        settings.put("crayfleet.runner.beat", "200ms");
        settings.put("crayfleet.runner.start-grace", "100ms");
        settings.put("crayfleet.runner.kill-grace", "500ms");
        settings.putAll(more);
        return RunnerApp.start(settings);
    }

    private String id() {
        return "fake-" + folder.getFileName() + "-" + runners;
    }

    private Holder joined() {
        return dispatcher.joined(id()).holder();
    }

    private RunFinished run(String what, Map<String, Object> settings, TaskOptions options) {
        try (ApplicationContext context = runner(settings)) {
            assertThat(context.isRunning()).isTrue();
            return dispatcher.finished(
                    dispatcher.grant(
                            joined(),
                            "t-" + what + "-" + id(),
                            FakeDispatcher.work(what, options)));
        } finally {
            runners++;
        }
    }

    private Path workspace(RunFinished finished) {
        return folder.resolve(Objects.requireNonNull(finished.report()).workspace().path());
    }

    private static boolean isGone(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        Path stat = Path.of("/proc/" + pid + "/stat");
        // What nobody waits for stays in the table as a zombie; it does nothing any more.
        return ProcessHandle.of(pid).map(each -> !each.isAlive()).orElse(true)
                || Files.isReadable(stat)
                        && Files.readString(stat).replaceFirst(".*\\) ", "").startsWith("Z");
    }

    @Test
    void reportsTokensCostAndFilesOfASuccess() throws Exception {
        RunFinished finished = run("ok", Map.of(), TaskOptions.NONE);
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        RunReport report = Objects.requireNonNull(finished.report());
        assertThat(report.answer().result()).isEqualTo("well done");
        assertThat(report.spend().model()).isEqualTo("stub/kimi");
        assertThat(Objects.requireNonNull(report.spend().usage()).input()).isEqualTo(1000);
        assertThat(report.spend().costUsd()).isEqualByComparingTo("0.001575");
        assertThat(workspace(finished).resolve("RESULT.txt")).hasContent("well done");
        assertThat(Files.readString(workspace(finished).resolve("AGENTS.md"))).contains("t-ok");
    }

    @Test
    void givesAnAgentNothingOfItsOwnSecrets() throws Exception {
        RunFinished finished = run("environment", Map.of(), TaskOptions.NONE);
        String environment = Files.readString(workspace(finished).resolve("environment.txt"));
        assertThat(environment)
                .contains("OPENCLAW_NO_RESPAWN=1", "PATH=", "/.tmp")
                .doesNotContain("KAFKA_", "DISCORD_", "MAVEN_", "JAVA_HOME");
        assertThat(workspace(finished).resolve("../../.tmp")).doesNotExist();
    }

    @Test
    void handsOnTheTaskByFile() throws Exception {
        RunFinished finished = run("arguments", Map.of(), TaskOptions.NONE);
        assertThat(Files.readAllLines(workspace(finished).resolve("arguments.txt")))
                .containsSubsequence("agent", "exec", "--json", "--config")
                .containsSubsequence(
                        "--message-file", workspace(finished).toRealPath() + "/TASK.txt")
                .containsSubsequence("--timeout", "120", "--thinking", "medium")
                .doesNotContain("--model");
    }

    @Test
    void sendsLongResultsAndOutputsBesideTheMessage() throws Exception {
        RunReport report = Objects.requireNonNull(run("long", Map.of(), TaskOptions.NONE).report());
        FileRef whole = Objects.requireNonNull(report.answer().resultFile());
        assertThat(report.answer().result()).hasSizeLessThan(20_000);
        assertThat(report.answer().summary())
                .hasSize(2_000)
                .endsWith("... (truncated, see RESULT.txt)");
        assertThat(stored(whole)).hasSize(40_000);
        assertThat(report.answer().outputs()).hasSize(1);
        assertThat(new String(stored(report.answer().outputs().getFirst()), StandardCharsets.UTF_8))
                .isEqualTo("data\n");
        assertThat(report.workspace().files()).contains("outputs/");
    }

    private static byte[] stored(FileRef ref) throws Exception {
        return new FileStore(kafka, new MockProducer<>(), Duration.ofSeconds(30)).get(ref);
    }

    @Test
    void namesWhatIsTooLargeToCarry() {
        RunReport report = Objects.requireNonNull(run("huge", Map.of(), TaskOptions.NONE).report());
        assertThat(report.answer().resultFile()).isNull();
        assertThat(report.answer().result()).startsWith("yyy");
        assertThat(report.notes()).anyMatch(note -> note.contains("RESULT.txt has 9,000,000"));
    }

    @Test
    void followsNoLinkOutOfTheWorkspace() throws Exception {
        RunFinished finished = run("link", Map.of(), TaskOptions.NONE);
        RunReport report = Objects.requireNonNull(finished.report());
        assertThat(report.answer().result()).isEqualTo("linked");
        assertThat(report.answer().summary()).isEqualTo("linked");
        assertThat(workspace(finished).resolve("RESULT.txt")).isRegularFile().hasContent("linked");
    }

    @Test
    void keepsALimitedLogAndTellsProgress() throws Exception {
        RunFinished finished =
                run("noisy", Map.of("crayfleet.runner.log-bytes", 1_000_000), TaskOptions.NONE);
        assertThat(Files.size(workspace(finished).resolve("agent-output.log")))
                .isBetween(1_000_000L, 1_000_100L);
        RunProgressed progressed =
                dispatcher.await(
                        RunProgressed.class, is -> is.attempt().equals(finished.attempt()));
        assertThat(progressed.note()).isEqualTo("working hard");
    }

    @Test
    void leavesNothingBehindThatAnAgentLeftBehind() throws Exception {
        RunFinished finished = run("leaving", Map.of(), TaskOptions.NONE);
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(isGone(workspace(finished).resolve("left.pid"))).isTrue();
    }

    @Test
    void saysWhatACrashedAgentSaidLast() {
        RunFinished finished = run("crash", Map.of(), TaskOptions.NONE);
        assertThat(finished.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
                            assertThat(failed.reason())
                                    .contains("exit code 3", "Error: something broke");
                        });
    }

    @Test
    void killsTheWholeTreeOfAnAgentThatHadItsTime() throws Exception {
        RunFinished finished =
                run(
                        "stubborn",
                        Map.of(),
                        new TaskOptions(null, null, Duration.ofSeconds(3), null, null));
        assertThat(finished.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT));
        assertAllGone(workspace(finished));
    }

    private static void assertAllGone(Path workspace) throws IOException {
        for (String pid : List.of("agent.pid", "child.pid", "own-session.pid", "no-mark.pid")) {
            assertThat(isGone(workspace.resolve(pid))).as(pid).isTrue();
        }
    }

    @Test
    void killsTheWholeTreeOfARevokedAgent() throws Exception {
        try (ApplicationContext context = runner(Map.of())) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = joined();
            Attempt attempt =
                    dispatcher.grant(
                            holder, "t-revoked", FakeDispatcher.work("stubborn", TaskOptions.NONE));
            dispatcher.await(
                    RunProgressed.class,
                    is -> is.attempt().equals(attempt) && is.note().equals("ready"));
            dispatcher.say(
                    new ClaimRevoked(holder, attempt, Pool.DEFAULT, "stop it", Instant.now()));
            RunFinished finished = dispatcher.finished(attempt);
            assertThat(finished.outcome())
                    .isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "stop it"));
            assertAllGone(workspace(finished));
        }
    }

    @Test
    void refusesAModelThatIsNotThereBeforeAnythingStarts() {
        RunFinished finished = run("ok", Map.of(), new TaskOptions("nope", null, null, null, null));
        assertThat(finished.outcome())
                .isEqualTo(
                        RunOutcome.Failed.of(
                                FailureKind.PERMANENT,
                                "Model \"nope\" is not known here. There are: primary (stub/kimi)."));
        assertThat(finished.report()).isNull();
        assertThat(dispatcher.said(RunStarted.class))
                .noneMatch(started ->
                        started.attempt().equals(finished.attempt())
                                && started.holder().equals(finished.holder()));
    }

    @Test
    void endsItsLifeWhenKafkaIsAwayAndComesBackAsAnother() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own-kafka"));
        EmbeddedKafka mine = EmbeddedKafka.start(own, 0);
        int port = Integer.parseInt(mine.bootstrap().substring(mine.bootstrap().indexOf(':') + 1));
        KafkaSettings settings = KafkaSettings.of(mine.bootstrap());
        try {
            TopicSetup.ensure(settings, "test", Duration.ofSeconds(60));
            try (FakeDispatcher there = new FakeDispatcher(settings);
                    ApplicationContext context =
                            runner(
                                    Map.of(
                                            "kafka.bootstrap.servers",
                                            mine.bootstrap(),
                                            "crayfleet.runner.lease",
                                            "3s"))) {
                assertThat(context.isRunning()).isTrue();
                Holder old = there.joined(id()).holder();
                Attempt attempt =
                        there.grant(
                                old,
                                new Attempt(new TaskId("t-cut"), 1),
                                Pool.DEFAULT,
                                FakeDispatcher.work("stubborn", TaskOptions.NONE),
                                Duration.ofSeconds(3));
                there.await(
                        RunProgressed.class,
                        is -> is.attempt().equals(attempt) && is.note().equals("ready"));
                RunStarted started =
                        there.await(RunStarted.class, is -> is.attempt().equals(attempt));
                mine.close();
                Path workspace =
                        folder.resolve("workers").resolve(started.agent()).resolve("tasks/t-cut");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertAllGone(workspace));
                mine = EmbeddedKafka.start(own, port);
                RunnerJoined again =
                        there.await(RunnerJoined.class, joined -> !joined.holder().equals(old));
                assertThat(there.finished(attempt).outcome())
                        .isInstanceOfSatisfying(
                                RunOutcome.Failed.class,
                                failed -> assertThat(failed.kind()).isEqualTo(FailureKind.LOST));
                there.await(RunnerLeft.class, left -> left.holder().equals(old));
                RunFinished next =
                        there.finished(
                                there.grant(
                                        again.holder(),
                                        "t-after",
                                        FakeDispatcher.work("ok", TaskOptions.NONE)));
                assertThat(next.outcome()).isEqualTo(new RunOutcome.Succeeded());
            }
        } finally {
            mine.close();
        }
    }
}
