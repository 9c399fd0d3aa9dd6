package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.TopicSetup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay --failed} over a real broker, while no dispatcher runs. */
class ReplayFailedIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private EmbeddedKafka kafka;
    private EndedTasks tasks;
    private final Instant now = Instant.now();

    /** What a call said, and how it ended. */
    private record Call(int exitCode, String out, String err) {}

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder, 0);
        KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
        tasks = new EndedTasks(settings);
    }

    @AfterEach
    void stop() {
        tasks.close();
        kafka.close();
    }

    @Test
    void aThousandFailedTasksAreReplayedOnceEachAlsoThoseThatTheLedgerForgot() {
        Set<String> failed = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Instant at = now.minus(i % 2 == 0 ? Duration.ofDays(20) : Duration.ofHours(1));
            String id = "task-" + i;
            tasks.write(id, "pool-" + i % 7, TaskStatus.FAILED, at.plusMillis(i));
            tasks.write("fine-" + i, "pool-" + i % 7, TaskStatus.SUCCEEDED, at.plusMillis(i));
            failed.add(id);
        }
        tasks.flush();

        Call dry = replay("--failed", "--dry-run");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out())
                .contains("1,000 tasks found, 1,000 to replay", "… and 960 more")
                .contains("timeout: The agent was stopped", "20 days ago", "task-0-replay-1");
        assertThat(tasks.replays()).isEmpty();

        Call unasked = replay("--failed");
        assertThat(unasked.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(unasked.err()).contains("Replay 1,000 tasks? There is no terminal", "add --yes");
        assertThat(tasks.replays()).isEmpty();

        Call call = replay("--failed", "--yes", "--thinking", "high");
        assertThat(call.exitCode()).as(call.err()).isZero();
        assertThat(call.out()).contains("replayed 1,000 tasks");
        assertThat(call.err()).contains("no dispatcher has decided on them yet");
        assertThat(call.err()).contains("not signed: a fleet that has signing keys refuses it");
        List<TaskSubmitted> replays = tasks.replays();
        assertThat(replays).hasSize(1_000);
        assertThat(replays)
                .extracting(each -> String.valueOf(each.replayOf()))
                .containsExactlyInAnyOrderElementsOf(failed);
        assertThat(replays)
                .allSatisfy(each -> {
                    assertThat(each.id().value()).isEqualTo(each.replayOf() + "-replay-1");
                    assertThat(each.prompt().text()).isEqualTo("do " + each.replayOf());
                    assertThat(each.options().model()).isEqualTo("cheap");
                    assertThat(each.options().thinking()).isEqualTo(Thinking.HIGH);
                    assertThat(each.files()).containsExactly(EndedTasks.FILE);
                    assertThat(each.requester().id()).startsWith("cli:");
                    assertThat(each.submittedAt()).isAfterOrEqualTo(now);
                });

        Call second = replay("--failed", "--yes");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out())
                .contains("1,000 tasks found, 0 to replay; 1,000 were replayed before (--again)");
        assertThat(tasks.replays()).hasSize(1_000);

        Call again = replay("--failed", "--again", "--limit", "3", "--yes");
        assertThat(again.out()).contains("replayed 3 tasks", "997 are beyond --limit");
        assertThat(tasks.replays())
                .hasSize(1_003)
                .filteredOn(each -> each.id().value().endsWith("-replay-2"))
                .hasSize(3);
    }

    @Test
    void callsAtTheSameTimeAndAfterACrashMakeTheSameTasks() {
        for (int i = 0; i < 300; i++) {
            tasks.write("t-" + i, "pool-" + i % 5, TaskStatus.FAILED, now.minusSeconds(600));
        }
        // A call that was killed after a third.
        for (int i = 0; i < 100; i++) {
            tasks.write(
                    EndedTasks.submitted(
                            "t-" + i + "-replay-1", "pool-" + i % 5, now, "t-" + i, List.of()),
                    now);
        }
        tasks.flush();
        List<Call> calls =
                Stream.generate(() ->
                                CompletableFuture.supplyAsync(() -> replay("--failed", "--yes")))
                        .limit(2)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(calls).allSatisfy(each -> assertThat(each.exitCode()).as(each.err()).isZero());
        // The lane does each id once, however often it is there.
        assertThat(
                        tasks.replays().stream()
                                .map(each -> each.id().value())
                                .collect(Collectors.toSet()))
                .hasSize(300)
                .allMatch(id -> id.endsWith("-replay-1"));
        assertThat(tasks.replays())
                .filteredOn(each -> each.id().value().startsWith("t-5-"))
                .hasSize(1);
        assertThat(replay("--failed", "--dry-run").out()).contains("300 tasks found, 0 to replay");
    }

    @Test
    void theTableTellsWhatCannotBeReplayedAndWhatTheLaneRefused() throws Exception {
        tasks.write("old", "a", TaskStatus.FAILED, now.minus(Duration.ofDays(10)));
        tasks.write(EndedTasks.result("unknown", "a", TaskStatus.FAILED, now), now);
        tasks.write("refused", "b", TaskStatus.FAILED, now.minusSeconds(60));
        tasks.write("expired", "b", TaskStatus.EXPIRED, now.minusSeconds(60));
        tasks.flush();
        dropFiles();
        String replay = "refused-replay-1";
        var place =
                tasks.send(
                        new ProducerRecord<>(
                                Topics.TASKS.topic(),
                                Partitions.of("b", Topics.DEFAULT_LANES),
                                "b",
                                new Codec()
                                        .encode(
                                                EndedTasks.submitted(
                                                        replay, "b", now, "refused", List.of()))));
        DeadLetter letter =
                DeadLetter.of(
                        new DeadLetter.Place(
                                Topics.TASKS.topic(), place.partition(), place.offset()),
                        null,
                        null,
                        List.of(),
                        "no runner serves pool b");
        tasks.send(
                new ProducerRecord<>(
                        Topics.DEAD_LETTERS.topic(), null, null, null, null, letter.headers()));

        JsonNode report = JSON.readTree(replay("--failed", "--dry-run", "--json").out());
        assertThat(report.path("found").asInt()).isEqualTo(3);
        assertThat(row(report, "old").path("impossible").asText()).contains("data.csv", "7 days");
        assertThat(row(report, "unknown").path("impossible").asText()).contains("submit it again");
        // It has a file as well, and that is gone: but it was not replayed.
        assertThat(row(report, "refused").has("replayedBefore")).isFalse();
        assertThat(replay("--failed", "--expired", "--dry-run").out()).contains("4 tasks found");
        assertThat(replay("--failed", "--agent", "b", "--dry-run").out()).contains("1 task found");
        assertThat(replay("--failed", "--since", "3d", "--dry-run").out())
                .contains("2 tasks found");
        assertThat(replay("--failed", "--reason", "lost", "--dry-run").out())
                .contains("0 tasks found");
        assertThat(replay("--failed", "--since", "soon").err()).contains("is no time");
        assertThat(replay("--failed", "--id", "x").exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(replay("t-1", "--since", "3d").err()).contains("--since: that is for many");
        assertThat(replay().err()).contains("say which task by its id, or --failed");
    }

    /** What was on the files topic so far is not kept any more. */
    private void dropFiles() throws Exception {
        int partition = EndedTasks.FILE.partition();
        for (int i = 0; i < 3; i++) {
            tasks.send(new ProducerRecord<>(Topics.FILES.topic(), partition, "x", new byte[1]));
        }
        try (Admin admin = Admin.create(KafkaSettings.of(kafka.bootstrap()).admin("test"))) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(Topics.FILES.topic(), partition),
                                    RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }
    }

    private static JsonNode row(JsonNode report, String id) {
        for (JsonNode each : report.path("tasks")) {
            if (each.path("id").asText().equals(new TaskId(id).value())) {
                return each;
            }
        }
        throw new AssertionError(id + " is not in " + report);
    }

    private Call replay(String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Crayfleet.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                Stream.concat(
                                                Stream.of(
                                                        "replay", "--bootstrap", kafka.bootstrap()),
                                                Stream.of(more))
                                        .toArray(String[]::new));
        return new Call(exitCode, out.toString(), err.toString());
    }
}
