package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Gateway that is killed resumes its runs at its next start, unless their sessions are deleted.
 */
@Timeout(value = 480)
class GatewayRecoveryIT {
    /** It resumes three to ten seconds after it is ready. */
    private static final Duration RESUME_WAIT = Duration.ofSeconds(12);

    @TempDir Path folder;
    private ExecutorKit kit;

    @BeforeEach
    void open() throws IOException {
        kit = new ExecutorKit(folder);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void resumesNoRunOfAKilledGateway() throws Exception {
        try (AttachableGateway gateway = new AttachableGateway(folder, kit.model().openclawJson());
                OpenClawGatewayExecutor executor =
                        kit.gateway(new AttachedGateway(gateway.endpoint()), Duration.ZERO)) {
            executor.start();
            CompletableFuture<RunResult> running = start(executor, new CancellationToken());
            CancellationToken cancellation = new CancellationToken();
            CompletableFuture<RunResult> cancelled = start(executor, cancellation);
            Awaitility.await().atMost(ExecutorKit.OPENCLAW_TIMEOUT).until(() -> hangs() == 2);
            gateway.kill();
            cancellation.request(
                    new CancellationToken.Request(
                            FailureKind.CANCELLED, "stop it", ExecutorKit.KILL_GRACE, false));
            assertThat(cancelled.get(60, TimeUnit.SECONDS).outcome())
                    .isEqualTo(Failed.of(FailureKind.CANCELLED, "stop it"));
            gateway.startAgain();
            RunResult lost =
                    running.get(ExecutorKit.OPENCLAW_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertThat(lost.outcome())
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT));
            executor.start();
            long readyNanos = System.nanoTime();
            RunResult again = kit.run(executor, "Calculate 25 × 4", ExecutorKit.OPENCLAW_TIMEOUT);
            if (again.outcome() instanceof Failed failed) {
                // It may still be cleaning up; a dispatcher would try the task again.
                assertThat(failed.kind()).as(failed.reason()).isEqualTo(FailureKind.TRANSIENT);
                again = kit.run(executor, "Calculate 25 × 4", ExecutorKit.OPENCLAW_TIMEOUT);
            }
            assertThat(again.outcome()).isEqualTo(new RunOutcome.Succeeded());
            Duration wait = RESUME_WAIT.minusNanos(System.nanoTime() - readyNanos);
            Awaitility.await()
                    .during(wait.isPositive() ? wait : Duration.ZERO)
                    .atMost(RESUME_WAIT.plusSeconds(5))
                    .until(() -> hangs() == 2);
        }
    }

    private CompletableFuture<RunResult> start(
            AgentExecutor executor, CancellationToken cancellation) {
        CompletableFuture<RunResult> running = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        running.complete(
                                executor.run(
                                        kit.job(
                                                executor,
                                                "HANG",
                                                TaskOptions.NONE,
                                                Duration.ofSeconds(400)),
                                        cancellation,
                                        progress -> {}));
                    } catch (Exception e) {
                        running.completeExceptionally(e);
                    }
                });
        return running;
    }

    private long hangs() {
        return kit.model().requests().stream().filter(ask -> ask.text().contains("HANG")).count();
    }
}
