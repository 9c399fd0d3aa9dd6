package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Tasks as people read them at a terminal. */
class TaskSheetTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final TaskLines LINES = new TaskLines(NOW, ZoneOffset.UTC);

    @Test
    void anEndedTaskHasItsPromptItsAnswerAndWhatItCost() throws Exception {
        assertThat(TaskSheet.of(ended(), LINES))
                .containsExactly(
                        "dozen  succeeded  pool default",
                        "  Submitted   3 min ago (03:00:45) by Ada",
                        "  Claimed     3 min ago (03:00:46) by runner-1",
                        "  Ended       3 min ago (03:00:50)",
                        "  Took        5 s, waited 1 s, the agent worked 1.2 s",
                        "  Prompt      Calculate\n              12 × 12",
                        "  Answer      144",
                        "  Model       demo/arithmetic | Thinking: low | Tokens: 180 in / 61 out | Cost: $0.000218",
                        "  Workspace   workers/agent-1/tasks/dozen on runner-1",
                        "  Files       RESULT.txt, outputs/",
                        "  Note        lowered",
                        "  History",
                        "    03:00:45             queued",
                        "    03:00:46  +1 s       claimed  attempt 1  runner-1");
    }

    @Test
    void aTaskSaysForWhomItIsAndWhatItHasDelegated() throws Exception {
        JsonNode task =
                JSON.readTree(
                        """
                        {"id": "p-d1-1", "state": "running", "pool": "tech-lead",
                         "parent": {"id": "p", "pool": "manager", "attempt": 1},
                         "children": [
                           {"id": "p-d1-1-d1-1", "pool": "auditor", "attempt": 1, "detached": false, "state": "succeeded"},
                           {"id": "p-d1-1-d1-2", "pool": "webster", "attempt": 1, "detached": true, "state": "open"}]}
                        """);
        assertThat(TaskSheet.of(task, LINES))
                .contains(
                        "  For         manager of p, attempt 1",
                        "  Delegated",
                        "    succeeded  p-d1-1-d1-1  auditor",
                        "    open       p-d1-1-d1-2  webster, goes on by itself");
    }

    @Test
    void aLongAnswerSaysWhereTheRestIs() throws Exception {
        JsonNode task =
                JSON.readTree(
                        """
                        {"id": "long", "state": "succeeded", "pool": "default",
                         "result": {"answer": "the beginning", "answerFile": {"size": 1126400}}}
                        """);
        assertThat(String.join("\n", TaskSheet.of(task, LINES)))
                .contains("the beginning\n")
                .contains("(the beginning of 1,100 KiB; ", "printed by: crayfleet result long)");
    }

    @Test
    void ofALongTextTheBeginningIsShownAndWhereTheRestIs() throws Exception {
        ObjectNode task = (ObjectNode) ended();
        ((ObjectNode) task.path("result"))
                .put("prompt", "p".repeat(9_000))
                .put("answer", "a line\n".repeat(500));
        String sheet = String.join("\n", TaskSheet.of(task, LINES));
        assertThat(sheet)
                .hasSizeLessThan(3_500)
                .contains("ppp…\n", "a line\n              …\n")
                .contains("(the beginning; the whole is printed by: crayfleet result dozen)");
        assertThat(sheet.lines()).hasSizeLessThan(40);
    }

    @Test
    void theShortestWorkIsNotNothing() throws Exception {
        ObjectNode task = (ObjectNode) ended();
        ((ObjectNode) task.path("result")).put("seconds", 1.2e-4);
        assertThat(TaskSheet.of(task, LINES))
                .contains("  Took        5 s, waited 1 s, the agent worked 1 ms");
    }

    @Test
    void aWaitingTaskSaysWhy() throws Exception {
        JsonNode task =
                JSON.readTree(
                        """
                        {"id": "lonely", "state": "queued", "pool": "nobody", "position": 1,
                         "prompt": "Calculate\\n2 × 2", "submittedAt": "2026-01-02T03:04:00Z",
                         "waiting": {"reason": "no-runner", "sentence": "no runner serves pool nobody"}}
                        """);
        assertThat(TaskSheet.of(task, LINES))
                .contains("  Why         waits: no runner serves pool nobody");
        assertThat(LINES.task(task))
                .isEqualTo(
                        "lonely  queued  pool nobody  5 s ago  \"Calculate 2 × 2\"  waits: no runner serves pool nobody");
    }

    @Test
    void aTaskThatRunsAgainSaysSinceWhenAndWhichAttempt() throws Exception {
        JsonNode task =
                JSON.readTree(
                        """
                        {"id": "again", "state": "running", "pool": "p", "runner": "runner-2",
                         "attempts": 2, "attemptsAllowed": 3, "submittedAt": "2026-01-02T03:03:00Z",
                         "requester": {"name": "Ada"}, "history": [
                           {"at": "2026-01-02T03:03:01Z", "what": "claimed", "attempt": 1, "runner": "runner-1"},
                           {"at": "2026-01-02T03:03:11Z", "what": "backing-off", "attempt": 1, "detail": "lost"},
                           {"at": "2026-01-02T03:04:00Z", "what": "claimed", "attempt": 2, "runner": "runner-2"}]}
                        """);
        assertThat(TaskSheet.of(task, LINES))
                .contains(
                        "  Claimed     5 s ago (03:04:00) by runner-2, attempt 2 of 3",
                        "    03:03:11  +10 s      backing-off  attempt 1  lost",
                        "    03:04:00  +49 s      claimed  attempt 2  runner-2")
                .noneMatch(line -> line.startsWith("  Took") || line.startsWith("  Ended"));
    }

    @Test
    void listsHaveTheBeginningOfPromptAndAnswer() throws Exception {
        assertThat(LINES.task(ended()))
                .isEqualTo(
                        "dozen  succeeded  pool default  3 min ago  \"Calculate 12 × 12\"  = 144, in short");
    }

    @Test
    void aWaitIsToldAsPeopleTellTimes() throws Exception {
        JsonNode task =
                JSON.readTree(
                        """
                        {"id": "a", "state": "queued", "pool": "p", "waitSeconds": 185,
                         "waiting": {"reason": "runners-busy", "sentence": "all 2 slots are busy"}}
                        """);
        assertThat(TaskLines.why(task)).isEqualTo("waits: all 2 slots are busy; about 3 min 5 s");
    }

    @Test
    void aResultThatIsGoneIsSaidToBe() throws Exception {
        JsonNode task =
                JSON.readTree(
                        """
                        {"id": "old", "state": "failed", "pool": "p", "reason": "no such model",
                         "prompt": "x", "resultMissing": "its result is no longer kept in Kafka"}
                        """);
        assertThat(TaskSheet.of(task, LINES))
                .containsExactly(
                        "old  failed  pool p",
                        "  Why         no such model",
                        "  Prompt      x",
                        "  Result      its result is no longer kept in Kafka");
    }

    private static JsonNode ended() throws Exception {
        return JSON.readTree(
                """
                {"id": "dozen", "state": "succeeded", "pool": "default", "attempts": 1,
                 "requester": {"id": "http:ada", "name": "Ada"},
                 "prompt": "Calculate 12 × 12", "answer": "144, in short",
                 "submittedAt": "2026-01-02T03:00:45Z", "finishedAt": "2026-01-02T03:00:50Z",
                 "result": {"prompt": "Calculate\\n12 × 12", "answer": "144",
                   "model": "demo/arithmetic", "thinking": "low",
                   "usage": {"input": 180, "output": 61}, "costUsd": 0.000218,
                   "runner": "runner-1", "workspace": "workers/agent-1/tasks/dozen",
                   "files": ["RESULT.txt", "outputs/"],
                   "seconds": 1.2, "notes": ["lowered"]},
                 "history": [
                   {"at": "2026-01-02T03:00:45Z", "what": "queued", "attempt": 0},
                   {"at": "2026-01-02T03:00:46Z", "what": "claimed", "attempt": 1, "runner": "runner-1"}]}
                """);
    }
}
