package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every executor has to do, each tested with a real agent. */
interface ExecutorContract {
    Kind kind();

    ExecutorKit kit();

    /** Opened by the kit. */
    AgentExecutor executor();

    /** Far below what would be waited for otherwise; a slow machine needs much of it. */
    private Duration soon() {
        return kind() == Kind.DEMO ? Duration.ofSeconds(50) : Duration.ofSeconds(120);
    }

    @Test
    default void answersWithUsageAndCost() throws Exception {
        Job job =
                kit().job(
                                executor(),
                                "Calculate 25 × 4",
                                TaskOptions.NONE,
                                ExecutorKit.OPENCLAW_TIMEOUT);
        RunResult result = executor().run(job, new CancellationToken(), progress -> {});
        assertThat(result.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(result.text()).isEqualTo("25 × 4 = 100");
        assertThat(result.model()).isNotBlank();
        if (kind() != Kind.DEMO) {
            assertThat(Objects.requireNonNull(result.usage()).input()).isEqualTo(180);
            assertThat(Objects.requireNonNull(result.usage()).output()).isEqualTo(61);
            assertThat(result.costUsd()).isPositive();
        }
        try (var files = Files.list(job.workspace().task())) {
            assertThat(files.map(Path::getFileName).map(String::valueOf))
                    .as("OpenClaw's own files do not belong there")
                    .doesNotContain(
                            ".git",
                            "BOOTSTRAP.md",
                            "IDENTITY.md",
                            "SOUL.md",
                            "USER.md",
                            "TOOLS.md");
        }
    }

    @Test
    default void endsWhenCancelled() throws Exception {
        AgentExecutor slow = slow();
        Job job = kit().job(slow, "HANG", TaskOptions.NONE, Duration.ofSeconds(400));
        CancellationToken cancellation = new CancellationToken();
        List<String> progress = new CopyOnWriteArrayList<>();
        CompletableFuture<RunResult> running = new CompletableFuture<>();
        Thread agent =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                running.complete(slow.run(job, cancellation, progress::add));
                            } catch (InterruptedException | RuntimeException e) {
                                running.completeExceptionally(e);
                            }
                        });
        int before = kit().model().requests().size();
        Awaitility.await()
                .atMost(ExecutorKit.OPENCLAW_TIMEOUT)
                .until(() -> hasBegun(progress, before));
        long cancelNanos = System.nanoTime();
        cancellation.request(
                new CancellationToken.Request(
                        FailureKind.CANCELLED, "stop it", ExecutorKit.KILL_GRACE, false));
        RunResult result = running.get(soon().toSeconds(), TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - cancelNanos)).isLessThan(soon());
        assertThat(result.outcome())
                .isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "stop it"));
        assertThat(agent.join(soon())).isTrue();
        assertThat(processesIn(job.workspace().root())).isEmpty();
    }

    private boolean hasBegun(List<String> progress, int before) {
        return switch (kind()) {
            case DEMO, COMMAND -> !progress.isEmpty();
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY -> kit().model().requests().size() > before;
        };
    }

    private static List<String> processesIn(Path workspace) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(each -> each.info().commandLine().orElse(""))
                .filter(line -> line.contains(workspace.toString()))
                .toList();
    }

    /** The demo agent is slow by its settings, not by its task. */
    private AgentExecutor slow() throws Exception {
        return kind() == Kind.DEMO ? kit().open(kind(), Duration.ofMinutes(1)) : executor();
    }

    @Test
    default void endsAtTheTimeout() throws Exception {
        AgentExecutor slow = slow();
        long startNanos = System.nanoTime();
        RunResult result = kit().run(slow, "HANG", Duration.ofSeconds(2));
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(soon());
        assertThat(result.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT));
    }
}
