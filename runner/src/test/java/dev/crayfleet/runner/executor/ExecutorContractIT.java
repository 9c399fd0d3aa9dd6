package dev.crayfleet.runner.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.runner.executor.Executor.Job;
import dev.crayfleet.runner.executor.Executor.Ran;
import dev.crayfleet.runner.executor.ExecutorKit.Kind;
import dev.crayfleet.runner.openclaw.OpenClawConfigs;
import dev.crayfleet.runner.testing.StubModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every way to run an agent, each with a real one. */
@ParameterizedClass
@EnumSource(Kind.class)
@Timeout(value = 240)
class ExecutorContractIT {
    @TempDir static Path folder;
    private static final Map<Kind, ExecutorKit> kits = new EnumMap<>(Kind.class);
    private final Kind kind;
    private ExecutorKit kit;
    private Executor executor;

    ExecutorContractIT(Kind kind) {
        this.kind = kind;
    }

    /** Once for each kind: a gateway takes its time to start. */
    @BeforeEach
    void open() throws Exception {
        ExecutorKit there = kits.get(kind);
        if (there == null) {
            // What holds for every agent holds for a restricted one.
            there = new ExecutorKit(Files.createTempDirectory(folder, "kit"), true);
            kits.put(kind, there);
            there.open(kind, Duration.ZERO);
        }
        kit = there;
        executor = kit.opened();
    }

    @AfterAll
    static void close() {
        kits.values().forEach(ExecutorKit::close);
        kits.clear();
    }

    @Test
    void answersAndSaysWhatItTook() throws Exception {
        Ran ran = kit.run(executor, "Calculate 25 × 4", Duration.ofSeconds(60));
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(ran.text()).isEqualTo("25 × 4 = 100");
        assertThat(ran.model()).isNotBlank();
        if (kind != Kind.DEMO) {
            assertThat(Objects.requireNonNull(ran.usage()).input()).isEqualTo(180);
            assertThat(Objects.requireNonNull(ran.usage()).output()).isEqualTo(61);
            assertThat(ran.costUsd()).isPositive();
        }
    }

    @Test
    void isGoneWithinFiveSecondsWhenAsked() throws Exception {
        Executor slow = slow();
        Job job = kit.job(slow, "HANG", TaskOptions.NONE, Duration.ofSeconds(120));
        Stop stop = new Stop();
        List<String> progress = new CopyOnWriteArrayList<>();
        CompletableFuture<Ran> running = new CompletableFuture<>();
        Thread agent =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                running.complete(slow.run(job, stop, progress::add));
                            } catch (InterruptedException | RuntimeException e) {
                                running.completeExceptionally(e);
                            }
                        });
        int before = kit.model().asked().size();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> hasBegun(progress, before));
        long asked = System.nanoTime();
        stop.request(
                new Stop.Request(FailureKind.CANCELLED, "stop it", ExecutorKit.KILL_GRACE, false));
        Ran ran = running.get(30, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
        assertThat(ran.outcome()).isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "stop it"));
        assertThat(agent.join(Duration.ofSeconds(5))).isTrue();
        assertThat(processesIn(job.workspace().root())).isEmpty();
    }

    /** The rest of what agents may do is for the programs behind them. */
    @Test
    void keepsARestrictedAgentFromTheShellAndInItsWorkspace() throws Exception {
        assumeThat(kind).isIn(Kind.OPENCLAW_EXEC, Kind.OPENCLAW_GATEWAY);
        int before = kit.model().asked().size();
        Job job = kit.job(executor, "ESCAPE", TaskOptions.NONE, Duration.ofSeconds(60));
        Ran ran = executor.run(job, new Stop(), note -> {});
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(job.workspace().file("RESULT.txt")).hasContent("I am still inside.");
        assertThat(kit.outside()).isDirectoryNotContaining("glob:**ted");
        List<StubModel.Asked> asked = kit.model().asked();
        assertThat(asked).hasSizeGreaterThan(before + 6);
        JsonNode last = asked.getLast().body();
        assertThat(last.toString()).doesNotContain("what is not for agents", "unheard-of");
        // Tools about tools find and call only what the policy leaves.
        assertThat(last.path("tools").findValuesAsText("name"))
                .contains("read", "write")
                .allMatch(tool -> OpenClawConfigs.harmless(tool) || tool.startsWith("tool_"));
    }

    private boolean hasBegun(List<String> progress, int asked) {
        return switch (kind) {
            case DEMO, COMMAND -> !progress.isEmpty();
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY -> kit.model().asked().size() > asked;
        };
    }

    private static List<String> processesIn(Path workspace) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(each -> each.info().commandLine().orElse(""))
                .filter(line -> line.contains(workspace.toString()))
                .toList();
    }

    /** The demo agent hangs by its settings, not by its task. */
    private Executor slow() throws Exception {
        return kind == Kind.DEMO ? kit.open(kind, Duration.ofMinutes(1)) : executor;
    }

    @Test
    void hasADeadlineThatHolds() throws Exception {
        Executor slow = slow();
        long began = System.nanoTime();
        Ran ran = kit.run(slow, "HANG", Duration.ofSeconds(2));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(ran.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT));
    }
}
