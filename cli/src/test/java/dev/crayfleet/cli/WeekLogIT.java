package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunReport.Answer;
import dev.crayfleet.contract.RunReport.Workspace;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of a week, 100,000 tasks with their results and 300,000 events, is searched with a small
 * heap. How long it takes is printed, and not asserted, because machines differ.
 */
@Tag("long")
class WeekLogIT {
    private static final int TASKS = 100_000;
    private static final int EVERY_FAILED = 50;
    private static final int MODELS = 20;
    private static final String HEAP = "96m";
    private static final String PADDING = "-" + "x".repeat(60);

    /** Of the first day: no dispatcher remembers it. */
    private static final String OLD = "task-1000" + PADDING;

    @TempDir static Path folder;
    @TempDir Path work;

    private static EmbeddedKafka kafka;
    private static AnsweringServer dispatcher;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(folder, 0);
        dispatcher =
                AnsweringServer.start(question ->
                        new AnsweringServer.Answer(404, "{\"detail\": \"No task has this id.\"}"));
        KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
        Instant from = Instant.now().minus(Duration.ofDays(7)).plus(Duration.ofHours(1));
        try (EndedTasks tasks = new EndedTasks(settings)) {
            for (int i = 0; i < TASKS; i++) {
                write(tasks, i, from.plusSeconds(6L * i));
            }
            tasks.flush();
        }
    }

    private static void write(EndedTasks tasks, int number, Instant at) {
        String id = "task-" + number + PADDING;
        String pool = "pool-" + number % 20;
        TaskStatus status = number % EVERY_FAILED == 0 ? TaskStatus.FAILED : TaskStatus.SUCCEEDED;
        tasks.write(EndedTasks.submitted(id, pool, at, null, List.of()), at);
        tasks.write(withReport(EndedTasks.result(id, pool, status, at), number), at);
        tasks.write(
                new TaskEvent.TaskQueued(
                        new TaskId(id),
                        new Pool(pool),
                        new Origin.Http(),
                        new Requester("http:Ada", "Ada"),
                        1,
                        null,
                        at,
                        null));
        tasks.write(
                new TaskEvent.TaskProgressed(
                        new TaskId(id), new Pool(pool), 1, "reads " + "y".repeat(100), at));
        tasks.write(
                new TaskEvent.TaskFinished(
                        new TaskId(id),
                        new Pool(pool),
                        1,
                        status,
                        "agent-" + number,
                        new Origin.Http(),
                        null,
                        at,
                        null));
    }

    private static TaskResult withReport(TaskResult result, int number) {
        return new TaskResult(
                result.id(),
                result.pool(),
                result.status(),
                result.prompt(),
                result.options(),
                result.origin(),
                result.requester(),
                result.attempts(),
                result.runner(),
                result.reason(),
                result.failure(),
                new RunReport(
                        new Workspace("agent-" + number, "workers/agent-" + number, List.of()),
                        CostReportTest.spend("stub/" + number % MODELS, 100, 20, 30, "0.005"),
                        new Answer(
                                "in short", "answer " + number + " z".repeat(500), null, List.of()),
                        Duration.ofSeconds(60),
                        List.of()),
                result.submittedAt(),
                result.finishedAt());
    }

    @AfterAll
    static void stop() {
        dispatcher.close();
        kafka.close();
    }

    private CommandProcess kafka(String... words) throws Exception {
        return run(words, "--bootstrap", kafka.bootstrap());
    }

    private CommandProcess both(String... words) throws Exception {
        return run(words, "--bootstrap", kafka.bootstrap(), "--dispatcher", dispatcher.url());
    }

    private CommandProcess run(String[] words, String... places) throws Exception {
        String[] all = java.util.Arrays.copyOf(words, words.length + places.length);
        System.arraycopy(places, 0, all, words.length, places.length);
        return CommandProcess.run(work, HEAP, all).print(String.join(" ", words).replace("x", ""));
    }

    @Test
    void costsAreAddedUp() throws Exception {
        CommandProcess costs = kafka("costs", "--since", "7d");
        assertThat(costs.code()).as(costs.err()).isZero();
        assertThat(costs.out().lines()).hasSize(MODELS + 2);
        assertThat(costs.out()).containsPattern("total +100,000 +98,000 .* 500\\.0000");
    }

    @Test
    void theResultOfAnOldTaskIsFound() throws Exception {
        CommandProcess result = both("result", OLD);
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(result.out()).startsWith("answer 1000 z");
    }

    @Test
    void theLogOfAnOldTaskIsFound() throws Exception {
        CommandProcess logs = both("logs", OLD);
        assertThat(logs.code()).as(logs.err()).isZero();
        assertThat(logs.out()).contains("reads y", "failed", "answer 1000");
    }

    /** What it does not know, other commands may: they are named. */
    @Test
    void aTaskThatNoDispatcherRemembersIsLookedForElsewhere() throws Exception {
        CommandProcess task = run(new String[] {"task", OLD}, "--dispatcher", dispatcher.url());
        assertThat(task.code()).isEqualTo(Crayfleet.REFUSED);
        assertThat(task.err()).contains("crayfleet result " + OLD, "crayfleet logs " + OLD);
    }

    @Test
    void theEventsOfOneTaskAreFound() throws Exception {
        CommandProcess events = kafka("events", "--since", "7d", "--task", OLD);
        assertThat(events.code()).as(events.err()).isZero();
        assertThat(events.out().lines()).hasSize(3);
    }

    @Test
    void allEventsArePrinted() throws Exception {
        CommandProcess events = kafka("events", "--since", "7d");
        assertThat(events.code()).as(events.err()).isZero();
        assertThat(events.out().lines().count()).isEqualTo(3L * TASKS);
    }
}
