package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.GatewayPorts;
import dev.crayfleet.agents.gateway.OpenClawGatewayEndpoint;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.openclaw.OpenClawJson;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.testing.OpenClawInstall;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
    private static final String TOKEN = "made up for a test";

    /** It resumes three to ten seconds after it is ready. */
    private static final Duration RESUME_WAIT = Duration.ofSeconds(12);

    @TempDir Path folder;
    private ExecutorKit kit;
    private int port;

    @BeforeEach
    void open() throws IOException {
        kit = new ExecutorKit(folder);
        port = GatewayPorts.free();
        Files.createDirectories(folder.resolve("theirs"));
        Files.writeString(
                folder.resolve("theirs/openclaw.json"),
                OpenClawConfigs.gateway(
                        OpenClawJson.parse(kit.model().openclawJson()).root(),
                        port,
                        4,
                        folder.resolve("theirs/ws"),
                        false));
    }

    @AfterEach
    void close() {
        kit.close();
    }

    /** Somebody's Gateway, which keeps its state. */
    private Process gateway() throws Exception {
        Path program = OpenClawInstall.program();
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "gateway", "--port", Integer.toString(port));
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("theirs/log").toFile()));
        builder.environment().put("PATH", program.getParent() + ":" + System.getenv("PATH"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("NODE_COMPILE_CACHE", OpenClawInstall.cache().toString());
        builder.environment().put("OPENCLAW_NO_RESPAWN", "1");
        builder.environment().put("OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED", "1");
        builder.environment().put("OPENCLAW_DISABLE_BONJOUR", "1");
        builder.environment().put("OPENCLAW_GATEWAY_TOKEN", TOKEN);
        builder.environment()
                .put("OPENCLAW_CONFIG_PATH", folder.resolve("theirs/openclaw.json").toString());
        builder.environment().put("OPENCLAW_STATE_DIR", folder.resolve("theirs").toString());
        return builder.start();
    }

    private static void kill(Process gateway) throws InterruptedException {
        var helpers = gateway.descendants().toList();
        gateway.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        helpers.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void resumesNoRunOfAKilledGateway() throws Exception {
        Process first = gateway();
        Process second = null;
        try (OpenClawGatewayExecutor executor =
                kit.gateway(
                        new AttachedGateway(
                                new OpenClawGatewayEndpoint(
                                        URI.create("ws://127.0.0.1:" + port), TOKEN)),
                        Duration.ZERO)) {
            executor.start();
            CompletableFuture<RunResult> running = start(executor, new CancellationToken());
            CancellationToken cancellation = new CancellationToken();
            CompletableFuture<RunResult> cancelled = start(executor, cancellation);
            Awaitility.await().atMost(ExecutorKit.OPENCLAW_TIMEOUT).until(() -> hangs() == 2);
            kill(first);
            cancellation.request(
                    new CancellationToken.Request(
                            FailureKind.CANCELLED, "stop it", ExecutorKit.KILL_GRACE, false));
            assertThat(cancelled.get(60, TimeUnit.SECONDS).outcome())
                    .isEqualTo(Failed.of(FailureKind.CANCELLED, "stop it"));
            second = gateway();
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
        } finally {
            kill(first);
            if (second != null) {
                kill(second);
            }
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
