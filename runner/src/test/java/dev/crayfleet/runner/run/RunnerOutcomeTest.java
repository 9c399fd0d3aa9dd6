package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.executor.NoopExecutor;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What a runner reports of its attempts. */
class RunnerOutcomeTest extends RunnerTestBase {
    /** What log lines name, in the threads that run agents. */
    private final List<Map<String, String>> named = new CopyOnWriteArrayList<>();

    @Test
    void leavesNothingOnDiskWithTheNoopExecutor() {
        Runner runner = runner(new NoopExecutor(), ExitPolicy.NEVER);
        runner.sendHeartbeats();
        runner.handle(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        RunFinished finished = sent(RunFinished.class).getFirst();
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        RunReport report = Objects.requireNonNull(finished.report());
        assertThat(report.workspace().path()).matches("workers/agent-\\d+-[0-9a-f]{8}/tasks/a");
        assertThat(report.notes()).singleElement().asString().contains("Nothing was run");
        assertThat(sent(RunStarted.class))
                .singleElement()
                .matches(is -> is.executor().equals("noop"));
        assertThat(folder.resolve("workers")).doesNotExist();
    }

    @Test
    void holdsAnAttemptUntilItsOutcomeHasArrived() {
        Runner runner = runner(Duration.ZERO);
        runner.sendHeartbeats();
        Holder me = runner.status().holder();
        isKafkaThere = false;
        runner.handle(claim(me, "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        runner.sendHeartbeats();
        assertThat(sent(RunnerBeat.class).getLast().held())
                .containsExactly(new Attempt(new TaskId("a"), 1));
        assertThat(runner.status().busy()).isZero();
    }

    /** The threads of attempts are used again, and the caller's goes on reading claims. */
    @Test
    void logLinesNameTheAttemptInItsThreadOnly() {
        Runner runner = runner(saying("m", "1", false), ExitPolicy.NEVER);
        runner.sendHeartbeats();
        runner.handle(claim(runner.status().holder(), "a"));
        assertThat(MDC.get("task")).isNull();
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        runner.handle(claim(runner.status().holder(), "b"));
        await(() -> assertThat(named).hasSize(2));
        assertThat(named)
                .containsExactly(
                        Map.of("task", "a", "attempt", "1"), Map.of("task", "b", "attempt", "1"));
    }

    /** Succeeds, and says what it likes; or fails as nothing should. */
    private AgentExecutor saying(String model, String cost, boolean failing) {
        return new AgentExecutor() {
            @Override
            public String name() {
                return "saying";
            }

            @Override
            public boolean needsWorkspace() {
                return false;
            }

            @Override
            public Planned plan(TaskOptions options) {
                return new Plan("planned", null, Thinking.OFF, false, List.of());
            }

            @Override
            public RunResult run(Job job, CancellationToken stop, Consumer<String> progress) {
                named.add(Map.copyOf(MDC.getCopyOfContextMap()));
                if (failing) {
                    throw new OutOfMemoryError("made up: unable to create native thread");
                }
                return new RunResult(
                        new RunOutcome.Succeeded(),
                        "done",
                        model,
                        null,
                        new BigDecimal(cost),
                        List.of());
            }
        };
    }

    @Test
    void limitsAndMasksWhatAnAgentReportsOfItsSpending() {
        secrets.add("made-up-secret");
        Runner runner =
                runner(
                        saying("made-up-secret" + "m".repeat(2_000_000), "1e100000000", false),
                        ExitPolicy.NEVER);
        runner.sendHeartbeats();
        runner.handle(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        RunReport.Spend spend =
                Objects.requireNonNull(sent(RunFinished.class).getFirst().report()).spend();
        assertThat(spend.model()).hasSize(200).doesNotContain("made-up-secret").contains("mmm");
        assertThat(spend.costUsd()).isNull();
    }

    @Test
    void reportsAFailureWhenTheExecutorThrowsAnError() {
        Runner runner = runner(saying("m", "1", true), ExitPolicy.NEVER);
        runner.sendHeartbeats();
        runner.handle(claim(runner.status().holder(), "a"));
        await(() -> {
            runner.sendHeartbeats();
            assertThat(sent(RunFinished.class))
                    .singleElement()
                    .matches(is ->
                            is.outcome() instanceof RunOutcome.Failed failed
                                    && failed.kind() == FailureKind.TRANSIENT);
            assertThat(sent(RunnerBeat.class).getLast().held()).isEmpty();
        });
    }

    @Test
    void doesNotWaitForFilesOfACancelledTask() throws Exception {
        Runner runner = runner(Duration.ZERO);
        runner.sendHeartbeats();
        Holder me = runner.status().holder();
        List<FileRef> files = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            files.add(new FileRef(i + ".txt", 1, "ab".repeat(32), 0, i, 1));
        }
        ClaimGranted claim = claim(me, "a", files);
        runner.handle(claim);
        assertThat(fetching.await(20, TimeUnit.SECONDS)).isTrue();
        runner.handle(
                new ClaimRevoked(me, claim.attempt(), Pool.DEFAULT, "stop it", Instant.EPOCH));
        await(() -> {
            pass(Duration.ofMillis(500));
            runner.sendHeartbeats();
            assertThat(sent(RunFinished.class))
                    .singleElement()
                    .matches(is ->
                            is.outcome()
                                    .equals(
                                            RunOutcome.Failed.of(
                                                    FailureKind.CANCELLED, "stop it")));
        });
    }
}
