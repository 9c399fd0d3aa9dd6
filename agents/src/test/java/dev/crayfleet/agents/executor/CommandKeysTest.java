package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.keys.ProxyUsage;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that is not OpenClaw, and has a token in place of its key. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class CommandKeysTest {
    private static final String AGENT =
            """
            #!/bin/sh
            env > half
            mv half environment.txt
            case "$1" in *HANG*) trap '' TERM; sleep 60 ;; esac
            """;

    @TempDir Path folder;

    @Test
    void theTokenIsGoodUntilTheAttemptIsToldToStop() throws Exception {
        try (ExecutorKit kit = new ExecutorKit(folder);
                HttpClient http = HttpClient.newHttpClient()) {
            AgentExecutor agent = kit.open(kit.proxiedCommand(AGENT));
            Job job = kit.job(agent, "HANG", TaskOptions.NONE, Duration.ofSeconds(50));
            CancellationToken cancellation = new CancellationToken();
            CompletableFuture<RunResult> running =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return agent.run(job, cancellation, progress -> {});
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            Path seen = job.workspace().file("environment.txt");
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(seen));
            assertThat(seen).content().doesNotContain(ExecutorKit.KEY);
            Map<String, String> environment =
                    Files.readAllLines(seen).stream()
                            .filter(line -> line.startsWith("OPENAI_"))
                            .map(line -> line.split("=", 2))
                            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
            HttpRequest ask =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            environment.get("OPENAI_BASE_URL")
                                                    + "/chat/completions"))
                            .header("Authorization", "Bearer " + environment.get("OPENAI_API_KEY"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[]}"))
                            .build();
            assertThat(http.send(ask, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("25 × 4 = 100");
            assertThat(kit.model().requests().getLast().key()).isEqualTo(ExecutorKit.KEY);
            cancellation.request(
                    new CancellationToken.Request(
                            FailureKind.CANCELLED, "stop it", ExecutorKit.KILL_GRACE, false));
            // It takes its time to end.
            assertThat(http.send(ask, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
            assertThat(running).isNotDone();
            RunResult result = running.get(30, TimeUnit.SECONDS);
            assertThat(result.outcome())
                    .isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "stop it"));
            assertThat(result.proxied()).isEqualTo(new ProxyUsage(1, 180, 61, 0));
        }
    }
}
