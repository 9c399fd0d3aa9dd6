package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.testing.OpenClawInstall;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Usage;
import dev.crayfleet.model.StubModel;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real OpenClaw, with a stub model. */
@Timeout(value = 280)
class OpenClawRunnerIT {
    @TempDir static Path data;
    @TempDir Path folder;
    private static Path program;
    private static RunnerKit kit;
    private StubModel model;
    private FakeDispatcher dispatcher;
    private String id;

    @BeforeAll
    @Timeout(value = 600)
    static void start() throws Exception {
        program = OpenClawInstall.program();
        kit = RunnerKit.start(data);
    }

    @AfterAll
    static void stop() {
        if (kit != null) {
            kit.close();
        }
    }

    @BeforeEach
    void open(TestInfo test) throws Exception {
        id = test.getTestMethod().orElseThrow().getName();
        model = StubModel.start(StubModel.saying("25 × 4 = 100"));
        dispatcher = kit.dispatcher();
        Files.writeString(folder.resolve("openclaw.json"), model.openclawJson());
        Files.createDirectories(folder.resolve("state"));
        Files.createDirectories(folder.resolve("workers"));
        Files.createSymbolicLink(
                folder.resolve("workers/.node-compile-cache"),
                OpenClawInstall.cache().toAbsolutePath());
    }

    @AfterEach
    void close() {
        dispatcher.close();
        model.close();
    }

    private ApplicationContext runner(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("openclaw-bin", program.toString());
        settings.put("openclaw-config", folder.resolve("openclaw.json").toString());
        settings.put("openclaw-state-dir", folder.resolve("state").toString());
        settings.putAll(more);
        return kit.runner(id, folder, settings);
    }

    private Attempt grant(Holder holder, TaskOptions options) {
        return dispatcher.grant(holder, id, FakeDispatcher.work("Calculate 25 × 4", options));
    }

    private RunFinished run(TaskOptions options, Map<String, Object> settings) {
        try (ApplicationContext context = runner(settings)) {
            assertThat(context.isRunning()).isTrue();
            return dispatcher.finished(
                    grant(dispatcher.joined(id).holder(), options), Duration.ofSeconds(200));
        }
    }

    private static RunReport report(RunFinished finished) {
        return Objects.requireNonNull(finished.report());
    }

    @Test
    void reportsAResultFileWithTokensAndCost() {
        model.script(StubModel.writing("The whole result: 25 × 4 = 100"));
        RunFinished finished = run(TaskOptions.NONE, Map.of());
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        RunReport report = report(finished);
        assertThat(report.answer().result()).isEqualTo("The whole result: 25 × 4 = 100");
        assertThat(report.answer().summary()).isEqualTo("The whole result: 25 × 4 = 100");
        assertThat(report.spend().model()).isEqualTo("stub/kimi");
        assertThat(report.spend().thinking()).isEqualTo(Thinking.MEDIUM);
        assertThat(report.spend().usage()).isEqualTo(new Usage(360, 122, 0, 0));
        assertThat(report.spend().costUsd()).isEqualByComparingTo("0.0004365");
        assertThat(report.workspace().files())
                .containsExactly(
                        "AGENTS.md", "RESULT.txt", "SUMMARY.txt", "TASK.txt", "agent-output.log");
        assertThat(model.requests().getFirst().text()).contains("Calculate 25 × 4");
        assertThat(model.requests().getFirst().body().toString()).contains("worker of a fleet");
    }

    @Test
    void reportsTheLastMessageOfAnAliasedModelWithTheNearestThinking() {
        RunFinished finished =
                run(new TaskOptions("cheap", Thinking.HIGH, null, null, null), Map.of());
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        RunReport report = report(finished);
        assertThat(report.answer().result()).isEqualTo("25 × 4 = 100");
        assertThat(report.spend().model()).isEqualTo("stub/flash");
        assertThat(report.spend().thinking()).isEqualTo(Thinking.OFF);
        assertThat(report.notes()).contains("Thinking is off: stub/flash does not have high.");
        assertThat(report.spend().costUsd()).isEqualByComparingTo("0.0000363");
    }

    /** A Gateway takes ten seconds or more to start; nobody else waits for it. */
    @Test
    void servesOnePoolWhileTheGatewayOfAnotherStarts() {
        Pool slow = new Pool("slow");
        Map<String, Object> settings =
                Map.of(
                        "pools", "default=1,slow=1",
                        "executor", "demo",
                        "executors", "slow=openclaw-gateway");
        try (ApplicationContext context = runner(settings)) {
            assertThat(context.isRunning()).isTrue();
            RunnerJoined first = dispatcher.joined(id);
            assertThat(first.pool()).isEqualTo(Pool.DEFAULT);
            Holder holder = first.holder();
            assertThat(dispatcher.finished(grant(holder, TaskOptions.NONE)).outcome())
                    .isEqualTo(new RunOutcome.Succeeded());
            assertThat(dispatcher.received())
                    .as("before its gateway is ready")
                    .noneMatch(message -> message.pool().equals(slow));
            RunnerJoined joined =
                    dispatcher.await(RunnerJoined.class, is -> is.pool().equals(slow));
            assertThat(joined.slots()).isEqualTo(1);
            Attempt later = new Attempt(new TaskId(id + "-later"), 1);
            dispatcher.grant(
                    holder, later, slow, FakeDispatcher.work("Calculate 25 × 4", TaskOptions.NONE));
            RunFinished finished = dispatcher.finished(later, Duration.ofSeconds(100));
            assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
            assertThat(report(finished).answer().result()).isEqualTo("25 × 4 = 100");
        }
    }
}
