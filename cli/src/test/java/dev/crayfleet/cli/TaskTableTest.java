package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists of tasks as people read them. */
class TaskTableTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final TaskTable TABLE = new TaskTable(new TaskLines(NOW, ZoneOffset.UTC));
    private static final String TASKS =
            """
            [{"id": "one", "state": "running", "pool": "default", "attempts": 2, "attemptsAllowed": 3,
              "model": "cheap", "requester": {"id": "http:ada", "name": "Ada"}, "runner": "runner-1",
              "prompt": "Calculate\\n2 × 2", "submittedAt": "2026-01-02T03:04:00Z"},
             {"id": "two", "state": "queued", "pool": "nobody", "requester": {"name": "Bob"},
              "prompt": "wait", "submittedAt": "2026-01-02T03:03:05Z", "waitSeconds": 90,
              "waiting": {"reason": "no-runner", "sentence": "no runner serves pool nobody"}},
             {"id": "three", "state": "succeeded", "pool": "default", "requester": {"name": "Bob"},
              "prompt": "p", "answer": "4", "submittedAt": "2026-01-02T01:00:00Z",
              "finishedAt": "2026-01-02T02:04:05Z"},
             {"id": "four", "state": "failed", "pool": "default", "requester": {"name": "Bob"},
              "prompt": "p", "reason": "no such model", "finishedAt": "2026-01-02T03:04:05Z"}]
            """;

    @Test
    void aWideTerminalHasRoomForEverything() throws Exception {
        assertThat(lines(TASKS, TaskTable.WIDE))
                .containsExactly(
                        "TASK   STATE      POOL     MODEL  REQUESTER  WHEN       PROMPT           NOTE",
                        "one    running    default  cheap  Ada        5 s ago    Calculate 2 × 2  on runner-1, attempt 2 of 3",
                        "two    queued     nobody          Bob        1 min ago  wait             waits: no runner serves pool nobody; about 1 m…",
                        "three  succeeded  default         Bob        1 h ago    p                = 4",
                        "four   failed     default         Bob        just now   p                no such model");
    }

    @Test
    void aNarrowOneForWhatMattersMost() throws Exception {
        assertThat(lines(TASKS, 80))
                .containsExactly(
                        "TASK   STATE      WHEN       WHAT",
                        "one    running    5 s ago    Calculate 2 × 2",
                        "two    queued     1 min ago  waits: no runner serves pool nobody; about 1 min 3…",
                        "three  succeeded  1 h ago    p",
                        "four   failed     just now   no such model");
    }

    @Test
    void aColumnWithoutAnythingIsLeftOut() throws Exception {
        assertThat(lines("[{\"id\": \"a\", \"state\": \"queued\", \"pool\": \"p\"}]", 200))
                .containsExactly("TASK  STATE   POOL", "a     queued  p");
    }

    @Test
    void longAndHostileTextsStayInTheirLine() throws Exception {
        String task =
                """
                [{"id": "%s", "state": "queued", "pool": "%s", "prompt": "a\\u001b[2J\\nb\\u202ec",
                  "requester": {"name": "%s"}, "model": "%s"}]
                """
                        .formatted(
                                "i".repeat(128), "p".repeat(64), "r".repeat(500), "m".repeat(200));
        List<String> lines = lines(task, Integer.MAX_VALUE);
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).hasSizeLessThan(160).endsWith("r…  a bc");
    }

    private static List<String> lines(String tasks, int width) throws Exception {
        JsonNode json = new ObjectMapper().readTree(tasks);
        return TABLE.of(json, width).lines(width, false);
    }
}
