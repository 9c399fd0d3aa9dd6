package dev.crayfleet.acceptance.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docker compose up} gives to somebody who has set nothing up, and something. */
@Tag("containers")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ComposeIT {
    private static final Pattern RESULT = Pattern.compile("\\[SUCCESS] \\S+ by (\\S+)");

    /** As many as four runners have slots. */
    private static final int TASKS = 8;

    /** Runs what follows as an agent of the image. */
    private static final String AS_AGENT =
            "HOME=/tmp setpriv --reuid agent-1 --regid agent-1 --clear-groups --no-new-privs ";

    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);
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
        assertThat(inside("crayfleet", "crayfleet --version && ls /opt/crayfleet/lib"))
                .contains("crayfleet ", "crayfleet-dispatcher")
                .doesNotContain("emulator", "kafka_2", "crayfleet-broker", "crayfleet-trial");
        String node = "readlink -e /opt/openclaw/bin/node";
        assertThat(inside("crayfleet-runner", "id -u && openclaw --version && " + node))
                .startsWith("0\n")
                .contains("OpenClaw 20", "/bin/node");
        assertThat(inside("crayfleet-runner", AS_AGENT + "sh -c 'id -u && openclaw --version'"))
                .contains("10101", "OpenClaw 20");
    }

    /** As one of them in a runner's container, with what a runner has there. */
    private static void agentsReachNothingOfTheRunner(ComposeStack stack) throws Exception {
        String script =
                """
                cat /run/crayfleet/kafka/runner/client.properties /etc/openclaw/openclaw.json
                for each in /proc/[0-9]*; do
                  [ "$(stat -c %u $each)" = 10101 ] || cat $each/environ
                done
                ls -R /var/lib/crayfleet/workers
                echo x > /opt/openclaw/cache/x
                [ -e /opt/openclaw/cache/x ] && echo CACHE-WRITTEN
                echo tried
                """;
        assertThat(stack.exec("runner", "sh", "-c", AS_AGENT + "sh -c '%s' 2>&1".formatted(script)))
                .contains("Permission denied", "tried")
                .doesNotContain("password", "KAFKA_BOOTSTRAP", "baseUrl", "CACHE-WRITTEN")
                .doesNotContainPattern("agent-\\d{10}");
        // What they left is theirs still, and nobody's to enter.
        assertThat(
                        stack.exec(
                                "runner",
                                "sh",
                                "-c",
                                "stat -c '%u %a' /var/lib/crayfleet/workers/agent-* /var/lib/crayfleet/workers/agent-*/tasks/*"))
                .contains("0 700")
                .containsPattern("1010[1-3] 700");
    }

    /** What it prints. Some engines copy a whole image for a container, and delete it again. */
    private static String inside(String image, String script) throws Exception {
        List<String> words =
                List.of(
                        "docker",
                        "run",
                        "--rm",
                        "--network",
                        "none",
                        "--entrypoint",
                        "sh",
                        image,
                        "-c",
                        script);
        return Commands.succeed(words, Map.of(), ANSWER_TIMEOUT);
    }

    @Test
    void withNothingSetUpATaskTypedIntoThePageIsDone(@TempDir Path folder) throws Exception {
        try (ComposeStack stack = withoutOpenClaw(folder)) {
            stack.up();
            awaitHealthy(stack, 1);
            try (SmallDiscord discord = new SmallDiscord(stack.port("PAGE_PORT"))) {
                assertThat(discord.page()).contains("<html");
                discord.post("task-queue", "Calculate 25 × 4 [thinking:low]");
                awaitResults(discord, 1, "25 × 4 = 100");
            }
            assertThat(stack.exec("dispatcher", "crayfleet", "tasks")).contains("succeeded");
            assertThat(stack.command("submit", "Calculate 6 × 7", "--wait")).contains("42");
            assertThat(stack.exec("runner", "crayfleet", "doctor"))
                    .contains("the built-in demo agent answers");
        }
    }

    /** And what is known stays known when all containers are made anew. */
    @Test
    void moreRunnersShareTheWork(@TempDir Path folder) throws Exception {
        try (ComposeStack stack = withoutOpenClaw(folder)) {
            stack.set("CRAYFLEET_RUNNER_DEMO_DELAY", "5s");
            stack.up("--scale", "runner=4");
            awaitHealthy(stack, 4);
            try (SmallDiscord discord = new SmallDiscord(stack.port("PAGE_PORT"))) {
                for (int number = 1; number <= TASKS; number++) {
                    discord.post("task-queue", "Calculate %d × 10".formatted(number));
                }
                awaitResults(discord, TASKS, "0");
                assertThat(runners(discord)).hasSize(4);
            }
            stack.down();
            stack.up();
            awaitHealthy(stack, 1);
            assertThat(stack.exec("dispatcher", "crayfleet", "tasks").split("succeeded", -1))
                    .hasSize(TASKS + 1);
            try (SmallDiscord discord = new SmallDiscord(stack.port("PAGE_PORT"))) {
                discord.post("task-queue", "Calculate 6 × 7");
                awaitResults(discord, TASKS + 1, "6 × 7 = 42");
            }
        }
    }

    @Test
    void withAnOpenclawJsonOpenClawDoesTheWork(@TempDir Path folder) throws Exception {
        try (ComposeStack stack = new ComposeStack(folder)) {
            Path config = Files.createDirectories(folder.resolve("openclaw"));
            Files.writeString(config.resolve("openclaw.json"), ModelInContainer.openclawJson());
            stack.set("OPENCLAW_FOLDER", config.toString());
            stack.up();
            awaitHealthy(stack, 1);
            assertThat(stack.logs("runner")).contains("with openclaw-exec");
            assertThat(stack.exec("runner", "crayfleet", "doctor"))
                    .contains("/opt/openclaw/bin/openclaw starts: OpenClaw ");
            String runner = stack.containers("runner").getFirst();
            try (SmallDiscord discord = new SmallDiscord(stack.port("PAGE_PORT"));
                    ModelInContainer model =
                            ModelInContainer.beside(runner, "25 × 4 = 100, by OpenClaw")) {
                discord.post("task-queue", "Calculate 25 × 4 [model:primary] [thinking:low]");
                awaitResults(discord, 1, "25 × 4 = 100, by OpenClaw");
                assertThat(discord.messages("results").getFirst())
                        .contains("Model: stub/kimi | Thinking: low | Tokens: 360 in / 122 out");
            }
            agentsReachNothingOfTheRunner(stack);
        }
    }

    private static ComposeStack withoutOpenClaw(Path folder) throws Exception {
        ComposeStack stack = new ComposeStack(folder);
        Path nothing = Files.createDirectories(folder.resolve("no-openclaw"));
        stack.set("OPENCLAW_FOLDER", nothing.toString());
        return stack;
    }

    private static void awaitHealthy(ComposeStack stack, int runners) {
        for (String service : SERVICES) {
            int count = service.equals("runner") ? runners : 1;
            await(service)
                    .atMost(ANSWER_TIMEOUT)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() ->
                            assertThat(stack.health(service))
                                    .isEqualTo(Collections.nCopies(count, "healthy")));
        }
    }

    private static void awaitResults(SmallDiscord discord, int count, String latest) {
        await().atMost(ANSWER_TIMEOUT)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        assertThat(discord.messages("results"))
                                .hasSize(count)
                                .first(STRING)
                                .contains("[SUCCESS]", latest));
    }

    /** Who gave the results, by the name that each begins with. */
    private static Set<String> runners(SmallDiscord discord) throws Exception {
        Set<String> names = new TreeSet<>();
        for (String result : discord.messages("results")) {
            RESULT.matcher(result).results().forEach(found -> names.add(found.group(1)));
        }
        return names;
    }
}
