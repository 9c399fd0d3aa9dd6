package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kill of the whole fleet at work loses no task and doubles no result. */
class KillIT {
    private static final int TASKS = 60;

    @Test
    void aKillLosesNoTaskAndDoublesNoResult(@TempDir Path folder) throws Exception {
        List<String> ids;
        try (LocalProcess first =
                LocalProcess.start(folder, "--port", "0", "--executor", "demo", "--runners", "2")) {
            ids =
                    IntStream.range(0, TASKS)
                            .mapToObj(i -> first.post("Calculate " + i + " × 2"))
                            .toList();
            await().atMost(Duration.ofSeconds(60)).until(() -> first.results().size() >= 3);
            first.kill();
        }
        try (LocalProcess second =
                LocalProcess.start(folder, "--port", "0", "--executor", "demo", "--runners", "3")) {
            await().atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(answeredMessages(second)).containsAll(ids));
            assertThat(second.results())
                    .as("one post for each task, and no more")
                    .hasSize(TASKS)
                    .allSatisfy(post ->
                            assertThat(post.path("content").asText()).contains("[SUCCESS]"));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(second.taskQueue())
                                    .hasSize(TASKS)
                                    .allSatisfy(message ->
                                            assertThat(message.path("reactions").toString())
                                                    .contains("✅")));
            second.stop();
            assertThat(second.output()).contains("Nothing is left running.");
        }
    }

    private static Set<String> answeredMessages(LocalProcess local) {
        Set<String> ids = new HashSet<>();
        for (JsonNode post : local.results()) {
            String content = post.path("content").asText();
            int from = content.indexOf("discord-");
            if (from >= 0) {
                ids.add(content.substring(from + 8, content.indexOf(' ', from)));
            }
        }
        return ids;
    }
}
