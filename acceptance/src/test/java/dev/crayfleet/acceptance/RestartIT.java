package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A local fleet comes up after every kill -9: of one that was starting, of one that had nothing to
 * do, and of one that was in the middle of tasks.
 */
class RestartIT {
    private static final int LINES_OF_A_START = 30;
    private static final int TASKS = 20;

    @TempDir private Path folder;

    @Test
    void comesUpAfterKillsAtAnyMoment() throws Exception {
        killAndStart(1, 20_261_130);
    }

    @Test
    @Tag("long")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void comesUpAfterManyKills() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the kills: " + seed);
        killAndStart(40, seed);
    }

    private void killAndStart(int rounds, long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            killWhileStarting(random);
            killAmongTasks(random);
        }
        try (LocalProcess last = start()) {
            assertThat(last.output()).contains("was not stopped in order");
            last.post("Calculate 1000 + 1");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(last.results())
                                    .hasSize(rounds * TASKS + 1)
                                    .anyMatch(post ->
                                            post.path("content").asText().contains("= 1001")));
        }
    }

    private void killWhileStarting(Random random) throws Exception {
        long before = logged();
        int lines = random.nextInt(LINES_OF_A_START);
        LocalProcess starting =
                LocalProcess.begin(
                        LocalProcess.launcher(), folder, "--port", "0", "--executor", "demo");
        // How far it is, by what it has logged; a log that begins anew is shorter.
        await().atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        Math.abs(logged() - before) >= lines
                                || starting.output().contains("READY"));
        starting.kill();
    }

    private long logged() throws IOException {
        Path log = folder.resolve(".crayfleet/local.log");
        if (!Files.exists(log)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        }
    }

    private void killAmongTasks(Random random) throws Exception {
        LocalProcess running = start();
        for (int i = 0; i < TASKS; i++) {
            running.post("Calculate " + i + " + 1");
        }
        int results = random.nextInt(TASKS);
        await().atMost(Duration.ofSeconds(60)).until(() -> running.results().size() >= results);
        running.kill();
    }

    private LocalProcess start() throws Exception {
        return LocalProcess.start(folder, "--port", "0", "--executor", "demo");
    }
}
