package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.Executor.Job;
import dev.crayfleet.agents.executor.Executor.Ran;
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

/** What holds for every way to run an agent, each with a real one. */
interface ExecutorContract {
    Kind kind();

    ExecutorKit kit();

    /** Opened by the kit. */
    Executor executor();

    @Test
    default void answersAndSaysWhatItTook() throws Exception {
        Job job =
                kit().job(executor(), "Calculate 25 × 4", TaskOptions.NONE, Duration.ofSeconds(60));
        Ran ran = executor().run(job, new CancellationToken(), note -> {});
        assertThat(ran.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(ran.text()).isEqualTo("25 × 4 = 100");
        assertThat(ran.model()).isNotBlank();
        if (kind() != Kind.DEMO) {
            assertThat(Objects.requireNonNull(ran.usage()).input()).isEqualTo(180);
            assertThat(Objects.requireNonNull(ran.usage()).output()).isEqualTo(61);
            assertThat(ran.costUsd()).isPositive();
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
    default void isGoneWithinFiveSecondsWhenAsked() throws Exception {
        Executor slow = slow();
        Job job = kit().job(slow, "HANG", TaskOptions.NONE, Duration.ofSeconds(120));
        CancellationToken stop = new CancellationToken();
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
        int before = kit().model().asked().size();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> hasBegun(progress, before));
        long asked = System.nanoTime();
        stop.request(
                new CancellationToken.Request(
                        FailureKind.CANCELLED, "stop it", ExecutorKit.KILL_GRACE, false));
        Ran ran = running.get(30, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
        assertThat(ran.outcome()).isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "stop it"));
        assertThat(agent.join(Duration.ofSeconds(5))).isTrue();
        assertThat(processesIn(job.workspace().root())).isEmpty();
    }

    private boolean hasBegun(List<String> progress, int asked) {
        return switch (kind()) {
            case DEMO, COMMAND -> !progress.isEmpty();
            case OPENCLAW_EXEC, OPENCLAW_GATEWAY -> kit().model().asked().size() > asked;
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
        return kind() == Kind.DEMO ? kit().open(kind(), Duration.ofMinutes(1)) : executor();
    }

    @Test
    default void hasADeadlineThatHolds() throws Exception {
        Executor slow = slow();
        long began = System.nanoTime();
        Ran ran = kit().run(slow, "HANG", Duration.ofSeconds(2));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(ran.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT));
    }
}
