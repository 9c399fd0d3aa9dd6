package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.agents.testing.OpenClawInstall;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.model.StubModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task end to end with the real OpenClaw: from a Discord message to the posted result. */
class OpenClawIT {
    @Test
    @Timeout(value = 600)
    void aDiscordTaskIsRunByOpenClawInItsOwnWorkspace(@TempDir Path folder) throws Exception {
        Path openclaw = OpenClawInstall.program();
        Path state = Files.createDirectories(folder.resolve("state"));
        Path config = folder.resolve("openclaw.json");
        try (StubModel model = StubModel.start(StubModel.writing("25 × 4 = 100, by OpenClaw"))) {
            Files.writeString(config, model.openclawJson());
            try (TestFleet fleet =
                    TestFleet.in(
                            folder,
                            options ->
                                    options.with("crayfleet.runner.executor", "auto")
                                            .with(
                                                    "crayfleet.runner.openclaw-bin",
                                                    openclaw.toString())
                                            .with(
                                                    "crayfleet.runner.openclaw-config",
                                                    config.toString())
                                            .with(
                                                    "crayfleet.runner.openclaw-state-dir",
                                                    state.toString()))) {
                String message = fleet.postTask("Calculate 25 × 4 [model:primary] [thinking:low]");
                String task = "discord-" + message;
                await().atMost(Duration.ofMinutes(4))
                        .untilAsserted(() -> assertThat(fleet.resultsOf(task)).hasSize(1));
                EmulatedMessage result = fleet.resultOf(task);
                // Two turns of the model: 2 × 180 in, 2 × 61 out, priced per 1,000 tokens.
                assertThat(result.content())
                        .contains("[SUCCESS] " + task + " by runner-1")
                        .contains(
                                "Model: stub/kimi | Thinking: low | Tokens: 360 in / 122 out | Cost: $0.000437")
                        .contains("25 × 4 = 100, by OpenClaw")
                        .contains("RESULT.txt");
                fleet.assertEachAnsweredOnce(List.of(message));
                try (Stream<Path> files = Files.walk(folder.resolve("workers"))) {
                    assertThat(files.filter(file -> file.endsWith(Path.of(task, "RESULT.txt"))))
                            .singleElement()
                            .satisfies(file ->
                                    assertThat(file)
                                            .content()
                                            .contains("25 × 4 = 100, by OpenClaw"));
                }
            }
        }
    }
}
