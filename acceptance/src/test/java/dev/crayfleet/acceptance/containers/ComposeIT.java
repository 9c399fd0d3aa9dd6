package dev.crayfleet.acceptance.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docker compose up} gives to somebody who has set nothing up, and something. */
@Tag("containers")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ComposeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> SERVICES =
            List.of("kafka", "discord", "ingest", "dispatcher", "poster", "runner");

    @BeforeAll
    @Timeout(value = 70, unit = TimeUnit.MINUTES)
    static void build() throws Exception {
        ContainerEngine.require();
        ComposeStack.build();
    }

    @Test
    void theImagesHaveTheCommandAndAnOpenClawThatStarts() throws Exception {
        assertThat(inside("crayfleet", "crayfleet", "--version")).contains("crayfleet ");
        assertThat(inside("crayfleet-runner", "id", "-u")).contains("10001");
        assertThat(inside("crayfleet-runner", "openclaw", "--version")).contains("OpenClaw 20");
        assertThat(inside("crayfleet-runner", "readlink", "-e", "/opt/openclaw/bin/node"))
                .contains("/bin/node");
        assertThat(inside("crayfleet", "ls", "/opt/crayfleet/lib"))
                .contains("crayfleet-dispatcher")
                .doesNotContain("emulator", "kafka_2", "crayfleet-broker", "crayfleet-trial");
    }

    private static String inside(String image, String program, String... arguments)
            throws Exception {
        List<String> words =
                List.of(
                        "docker",
                        "run",
                        "--rm",
                        "--network",
                        "none",
                        "--entrypoint",
                        program,
                        image);
        return Commands.succeed(Commands.joined(words, arguments), Map.of(), Duration.ofMinutes(2));
    }

    @Test
    void withNothingSetUpATaskTypedIntoThePageIsDone(@TempDir Path folder) throws Exception {
        try (ComposeStack stack = new ComposeStack(folder)) {
            Files.createDirectories(folder.resolve("no-openclaw"));
            stack.set("OPENCLAW_FOLDER", folder.resolve("no-openclaw").toString());
            stack.up("--scale", "runner=2");
            for (String service : SERVICES) {
                int count = service.equals("runner") ? 2 : 1;
                await(service)
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(2))
                        .untilAsserted(() ->
                                assertThat(stack.health(service))
                                        .isEqualTo(Collections.nCopies(count, "healthy")));
            }
            try (SmallDiscord discord = new SmallDiscord(stack.port("PAGE_PORT"))) {
                discord.post("task-queue", "Calculate 25 × 4 [thinking:low]");
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() ->
                                assertThat(discord.messages("results"))
                                        .anyMatch(text -> text.contains("25 × 4 = 100")));
            }
            assertThat(stack.exec("dispatcher", "crayfleet", "tasks")).contains("succeeded");
            assertThat(stack.exec("ingest", "crayfleet", "submit", "Calculate 6 × 7", "--wait"))
                    .contains("42");
            assertThat(stack.exec("runner", "crayfleet", "doctor"))
                    .contains("the built-in demo agent answers");
        }
    }

    /** Whether its model can be reached is another matter: nothing here can reach one. */
    @Test
    void withAnOpenclawJsonOpenClawDoesTheWork(@TempDir Path folder) throws Exception {
        try (ComposeStack stack = new ComposeStack(folder)) {
            Path config = Files.createDirectories(folder.resolve("openclaw"));
            Files.writeString(
                    config.resolve("openclaw.json"),
                    """
                    {models: {providers: {nobody: {baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'unused',
                      api: 'openai-completions', models: [{id: 'kimi', name: 'Kimi'}]}}},
                     agents: {defaults: {model: 'nobody/kimi'}}}
                    """);
            stack.set("OPENCLAW_FOLDER", config.toString());
            stack.up();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(
                            () -> assertThat(stack.health("runner")).containsExactly("healthy"));
            assertThat(stack.logs("runner")).contains("with openclaw-exec");
            assertThat(stack.exec("runner", "crayfleet", "doctor"))
                    .contains("/opt/openclaw/bin/openclaw starts: OpenClaw ");
        }
    }
}
