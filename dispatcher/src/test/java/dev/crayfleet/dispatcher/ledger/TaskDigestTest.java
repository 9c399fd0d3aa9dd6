package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.LedgerHarness.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.PackedCodec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the ledger keeps of a task that has ended, and how a second one of its id is told. */
class TaskDigestTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final LedgerHarness lane = new LedgerHarness();

    /** As an older version has written it. */
    private record OldFinishedTask(
            TaskId id,
            Pool pool,
            TaskStatus status,
            int attempts,
            RecordPosition place,
            Requester requester,
            @Nullable TaskId replayOf,
            @Nullable Duration ran,
            Instant submittedAt,
            Instant finishedAt,
            List<TaskHistoryStep> history) {}

    @Test
    void theSameTaskAgainIsIgnored() {
        lane.submit("a");
        assertThat(lane.submit("a").refusal()).as("while it lives").isEmpty();
        end();
        assertThat(lane.submit("a").refusal()).as("when it has ended").isEmpty();
        lane.takeOver();
        assertThat(lane.submit("a").refusal()).as("by the next dispatcher").isEmpty();
        assertThat(lane.events(DuplicateIgnored.class)).hasSize(3);
        assertThat(lane.results).hasSize(1);
    }

    @Test
    void anotherTaskOfTheSameIdIsRefused() {
        lane.submit("a");
        assertThat(lane.submit(other(new Origin.Http())).refusal().orElseThrow())
                .contains("task id \"a\" belongs to another task");
        end();
        assertThat(lane.submit(other(new Origin.Http())).refusal()).isPresent();
        lane.takeOver();
        assertThat(lane.submit(other(new Origin.Kafka(1, 2))).refusal()).isPresent();
        assertThat(lane.submit("a", new TaskOptions("cheap", null, null, null, null)).refusal())
                .as("another model is another task")
                .isPresent();
        assertThat(lane.results).hasSize(1);
    }

    @Test
    void aMessageThatWasEditedIsNotRefused() {
        lane.submit("a");
        assertThat(lane.submit(other(new Origin.Discord("1", "2"))).refusal()).isEmpty();
        assertThat(lane.events(DuplicateIgnored.class)).hasSize(1);
    }

    @Test
    void whatAnOlderVersionHasWrittenIsReadAndComparedWithNothing() {
        PackedCodec codec = new PackedCodec();
        OldFinishedTask old =
                new OldFinishedTask(
                        new TaskId("a"),
                        Pool.DEFAULT,
                        TaskStatus.SUCCEEDED,
                        1,
                        new RecordPosition(0, 7, AT),
                        Requester.UNKNOWN,
                        null,
                        Duration.ofSeconds(1),
                        AT,
                        AT.plusSeconds(1),
                        List.of());
        FinishedTask read = codec.decode(codec.encode(old), FinishedTask.class);
        assertThat(read.digest()).isNull();
        assertThat(new TaskViews(AT, true).of(read).prompt()).isNull();
        Ledger ledger = new Ledger(Rules.DEFAULT, id -> Optional.of(read));
        assertThat(
                        new Decider(Rules.DEFAULT)
                                .handle(
                                        ledger,
                                        new Input.TaskRecord(
                                                other(new Origin.Http()),
                                                new RecordPosition(0, 8, AT)),
                                        AT)
                                .refusal())
                .isEmpty();
    }

    /** As the version before wrote it. */
    private record DigestWithoutModel(String fingerprint, String prompt, @Nullable String answer) {}

    @Test
    void versionsWithAndWithoutTheModelReadEachOther() {
        PackedCodec ours = new PackedCodec(TaskDigest.class);
        PackedCodec before = new PackedCodec(DigestWithoutModel.class);
        DigestWithoutModel old = new DigestWithoutModel("f", "p", "a");
        assertThat(ours.decode(before.encode(old), TaskDigest.class))
                .isEqualTo(new TaskDigest("f", "p", "a", null));
        assertThat(
                        before.decode(
                                ours.encode(new TaskDigest("f", "p", "a", "maker/small")),
                                DigestWithoutModel.class))
                .isEqualTo(old);
    }

    @Test
    void isShortHoweverLongTheTaskIs() {
        TaskSubmitted task =
                new TaskSubmitted(
                        new TaskId("a"),
                        Pool.DEFAULT,
                        Prompt.of("first line\nsecond line " + "x".repeat(10_000)),
                        TaskOptions.NONE,
                        List.of(),
                        new Origin.Http(),
                        Requester.UNKNOWN,
                        AT,
                        null);
        TaskDigest digest = TaskDigest.of(task, null);
        assertThat(digest.prompt()).hasSize(80).startsWith("first line second line xx");
        assertThat(digest.answer()).isNull();
        assertThat(new PackedCodec().encode(digest)).hasSizeLessThan(160);
    }

    @Test
    void theModelThatRanIsKeptOrElseTheOneThatWasAskedFor() {
        TaskOptions cheap = new TaskOptions("cheap", null, null, null, null);
        lane.submit("waits", cheap);
        assertThat(listed(TaskFilter.all(9).withModel("CHE"))).containsExactly("waits");
        end();
        assertThat(listed(TaskFilter.all(9).withModel("CHE"))).containsExactly("waits");
        assertThat(listed(TaskFilter.all(9).withModel("dear"))).isEmpty();
        RunReport report =
                new RunReport(
                        new RunReport.Workspace("agent-1", "workers/agent-1", List.of()),
                        new RunReport.Spend("maker/small", Thinking.LOW, null, null),
                        RunReport.Answer.NONE,
                        Duration.ofSeconds(1),
                        List.of());
        assertThat(TaskDigest.of(lane.task("b", "Ada", cheap), report).model())
                .isEqualTo("maker/small");
    }

    @Test
    void sinceMeansTheEndOfWhatHasEndedAndTheSubmissionOfWhatWaits() {
        lane.submit("early");
        lane.tick(Duration.ofMinutes(5));
        Instant between = lane.now;
        lane.submit("late");
        assertThat(listed(TaskFilter.all(9).withSince(between))).containsExactly("late");
        end();
        assertThat(listed(TaskFilter.all(9).withSince(between)))
                .containsExactlyInAnyOrder("early", "late");
        assertThat(listed(TaskFilter.all(9).withSince(between.plusSeconds(1)))).isEmpty();
    }

    private List<String> listed(TaskFilter filter) {
        return lane.queries().tasks(filter).stream().map(TaskView::id).toList();
    }

    private void end() {
        lane.join(runner("one"), 1);
        lane.succeeded(lane.lastGranted());
    }

    private TaskSubmitted other(Origin origin) {
        TaskSubmitted same = lane.task("a", "Ada", TaskOptions.NONE);
        return new TaskSubmitted(
                same.id(),
                same.pool(),
                Prompt.of("something else"),
                same.options(),
                same.files(),
                origin,
                same.requester(),
                same.submittedAt(),
                null);
    }
}
