package dev.crayfleet.kafka.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplaySearchTest {
    private static final Instant AT = Instant.parse("2026-01-10T12:00:00Z");
    private static final int LANE = 3;
    private static final ReplayFilter FAILED = filter(null, null, null, null, null);

    private final Codec codec = new Codec();
    private long nextOffset = 100;

    @Test
    void aFailedTaskIsReplayedUnderTheSameIdBySearchAfterSearch() {
        for (int i = 0; i < 2; i++) {
            ReplaySearch search = new ReplaySearch(FAILED, 10);
            result(search, failed("a"));
            nextOffset = 7;
            submit(search, task("a", "do a", null));
            assertThat(verdict(search, "a"))
                    .isEqualTo(new Verdict.Replay(new TaskId("a-replay-1"), LANE, 7));
        }
    }

    @Test
    void whatWasReplayedIsNotReplayedAgainUnlessOneInsists() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        submit(search, task("a", "do a", null));
        submit(search, task("a-replay-1", "do a", "a"));
        assertThat(verdict(search, "a"))
                .isEqualTo(new Verdict.ReplayedBefore(new TaskId("a-replay-1")));
        assertThat(search.plan(true, 9).tasks().getFirst().verdict())
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-2"), LANE, 100));
    }

    @Test
    void aReplayByTheDispatcherCountsFromItsRequestOn() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        submit(search, task("a", "do a", null));
        record(
                search,
                codec.encode(
                        new ReplayRequested(
                                new TaskId("a-replay-1a2b3c4d"),
                                Pool.DEFAULT,
                                new TaskId("a"),
                                null,
                                TaskOptions.NONE,
                                Requester.UNKNOWN,
                                AT)));
        assertThat(verdict(search, "a"))
                .isEqualTo(new Verdict.ReplayedBefore(new TaskId("a-replay-1a2b3c4d")));
    }

    @Test
    void aReplayThatTheLaneRefusedWasNone() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        submit(search, task("a", "do a", null));
        submit(search, task("a-replay-1", "do a", "a"));
        search.refused(LANE, 101);
        search.refused(LANE, 999);
        assertThat(verdict(search, "a"))
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-2"), LANE, 100));
    }

    @Test
    void anIdThatAnotherTaskHasIsNotTaken() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        submit(search, task("a", "do a", null));
        submit(search, task("a-replay-1", "something else", null));
        assertThat(verdict(search, "a"))
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-2"), LANE, 100));
    }

    /** Whoever may write tasks may give them any id. */
    @Test
    void anIdWithAHugeNumberChangesNothing() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        submit(search, task("a", "do a", null));
        for (String number :
                List.of("9999999", "10000000", "1000", "2147483647", "99999999999999999999", "0")) {
            submit(search, task("a-replay-" + number, "something else", null));
        }
        assertThat(verdict(search, "a"))
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-1"), LANE, 100));
    }

    @Test
    void whoTakesTheLastNumberLeavesTheOthers() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        submit(search, task("a", "do a", null));
        submit(search, task("a-replay-1", "do a", "a"));
        submit(search, task("a-replay-999", "something else", null));
        assertThat(search.plan(true, 9).tasks().getFirst().verdict())
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-2"), LANE, 100));
    }

    @Test
    void aTaskThatWasReplayedTooOftenIsToldOf() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        submit(search, task("a", "do a", null));
        for (int i = 1; i <= TaskId.MAX_REPLAYS; i++) {
            submit(search, task("a-replay-" + i, "do a", "a"));
        }
        assertThat(search.plan(true, 9).tasks().getFirst().verdict())
                .isInstanceOfSatisfying(
                        Verdict.Gone.class,
                        gone ->
                                assertThat(gone.reason())
                                        .contains("replayed 999 times", "submit it as a new task"));
    }

    @Test
    void aReplayThatFailedIsATaskOfItsOwn() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        result(search, failed("a-replay-1"));
        submit(search, task("a", "do a", null));
        submit(search, task("a-replay-1", "do a-replay-1", "a"));
        assertThat(verdict(search, "a")).isInstanceOf(Verdict.ReplayedBefore.class);
        assertThat(verdict(search, "a-replay-1"))
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-1-replay-1"), LANE, 101));
    }

    @Test
    void anIdThatWasUsedAgainAndSucceededHasNothingToReplay() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        result(search, result("a", TaskStatus.SUCCEEDED, null, null, AT.plusSeconds(9)));
        assertThat(search.plan(false, 9).tasks()).isEmpty();
    }

    @Test
    void theRecordIsTheOneThatTheDispatcherAccepted() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        // Wrong lane, another prompt, an earlier use of the id, the one, and its duplicate.
        search.task(
                new RecordPosition(5, 1, AT),
                codec.encode(task("a", "do a", null)),
                fleet(null, true));
        submit(search, task("a", "an edited text", null));
        submit(search, task("a", "do a", null, AT.minus(Duration.ofDays(20))));
        submit(search, task("a", "do a", null));
        submit(search, task("a", "do a", null));
        assertThat(verdict(search, "a"))
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-1"), LANE, 102));
    }

    @Test
    void aForeignRecordIsKnownByItsPlace() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("kafka-3-100"));
        record(search, "do kafka-3-100".getBytes(StandardCharsets.UTF_8));
        assertThat(verdict(search, "kafka-3-100"))
                .isEqualTo(new Verdict.Replay(new TaskId("kafka-3-100-replay-1"), LANE, 100));
    }

    @Test
    void whatHasGoneIsToldAndNotReplayed() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("lost"));
        result(search, failed("files"));
        search.task(
                new RecordPosition(LANE, 1, AT),
                codec.encode(task("files", "do files", null)),
                fleet("its file \"x\" is gone", true));
        assertThat(verdict(search, "files")).isEqualTo(new Verdict.Gone("its file \"x\" is gone"));
        assertThat(verdict(search, "lost"))
                .isInstanceOfSatisfying(
                        Verdict.Gone.class,
                        gone -> assertThat(gone.reason()).contains("submit it again"));
    }

    /** Or whoever can write to the topic had the fleet sign what they have written. */
    @Test
    void aRecordThatNoLaneBelievesIsNotRepeated() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, failed("a"));
        search.task(
                new RecordPosition(LANE, 1, AT),
                codec.encode(task("a", "do a", null)),
                fleet(null, false));
        assertThat(verdict(search, "a"))
                .isInstanceOfSatisfying(
                        Verdict.Gone.class,
                        gone -> assertThat(gone.reason()).contains("not signed by a key"));
        submit(search, task("a", "do a", null));
        assertThat(verdict(search, "a"))
                .as("the fleet's own")
                .isEqualTo(new Verdict.Replay(new TaskId("a-replay-1"), LANE, 100));
    }

    @Test
    void filtersAreHeld() {
        TaskResult timeout =
                result("a", TaskStatus.FAILED, FailureKind.TIMEOUT, "it had its 120 s", AT);
        assertThat(filter(null, null, "timeout", null, null).matches(timeout)).isTrue();
        assertThat(filter(null, null, "lost", null, null).matches(timeout)).isFalse();
        assertThat(filter(null, null, "HAD ITS", null, null).matches(timeout)).isTrue();
        TaskResult older = result("a", TaskStatus.FAILED, null, "more with [timeout:10m]", AT);
        assertThat(filter(null, null, "timeout", null, null).matches(older)).isTrue();
        assertThat(filter(AT, AT.plusSeconds(1), null, null, null).matches(older)).isTrue();
        assertThat(filter(AT.plusSeconds(1), null, null, null, null).matches(older)).isFalse();
        assertThat(filter(null, AT, null, null, null).matches(older)).isFalse();
        assertThat(filter(null, null, null, new Pool("b"), null).matches(older)).isFalse();
        assertThat(filter(null, null, null, null, "ADA").matches(older)).isTrue();
        assertThat(filter(null, null, null, null, "discord:7").matches(older)).isTrue();
        assertThat(filter(null, null, null, null, "Bob").matches(older)).isFalse();
        assertThat(FAILED.matches(result("a", TaskStatus.CANCELLED, null, null, AT))).isFalse();
        assertThatThrownBy(() -> filter(AT, AT, null, null, null))
                .hasMessageContaining("is not before");
    }

    @Test
    void thoseThatEndedFirstAreReplayedWhereThereIsALimit() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        result(search, result("late", TaskStatus.FAILED, null, "x", AT.plusSeconds(5)));
        result(search, result("early", TaskStatus.FAILED, null, "x", AT.plusSeconds(1)));
        result(search, result("replayed", TaskStatus.FAILED, null, "x", AT));
        submit(search, task("late", "do late", null));
        submit(search, task("early", "do early", null));
        submit(search, task("replayed", "do replayed", null));
        submit(search, task("replayed-replay-1", "do replayed", "replayed"));
        ReplayPlan plan = search.plan(false, 1);
        assertThat(plan.tasks())
                .extracting(each -> each.task().id().value())
                .containsExactly("replayed", "early", "late");
        assertThat(plan.replays()).isEqualTo(1);
        assertThat(plan.tasks().get(1).verdict()).isInstanceOf(Verdict.Replay.class);
        assertThat(plan.tasks().get(2).verdict()).isInstanceOf(Verdict.BeyondLimit.class);
    }

    @Test
    void tooManyAreRefusedInsteadOfFillingTheMemory() {
        ReplaySearch search = new ReplaySearch(FAILED, 2);
        result(search, failed("a"));
        result(search, failed("b"));
        assertThatThrownBy(() -> result(search, failed("c")))
                .hasMessageContaining("more than 2 tasks ended so");
    }

    @Test
    void recordsThatAreNoneChangeNothing() {
        ReplaySearch search = new ReplaySearch(FAILED, 10);
        search.result(null, codec.encode(failed("a")));
        search.result("b", codec.encode(failed("a")));
        search.result("c", "\"failed\" {".getBytes(StandardCharsets.UTF_8));
        search.result("d", null);
        assertThat(search.earliestSubmission()).isEmpty();
        result(search, failed("a"));
        record(search, "{\"id\": \"a\", \"replayOf\"".getBytes(StandardCharsets.UTF_8));
        record(search, "{\"replayOf\": \"a\", \"id\": \"x\"}".getBytes(StandardCharsets.UTF_8));
        record(
                search,
                "{\"type\": \"x\", \"replayOf\": \"a\", \"id\": \"/\"}"
                        .getBytes(StandardCharsets.UTF_8));
        record(search, null);
        assertThat(search.isMissingSources()).isTrue();
        submit(search, task("a", "do a", null));
        assertThat(verdict(search, "a")).isInstanceOf(Verdict.Replay.class);
    }

    private static Verdict verdict(ReplaySearch search, String id) {
        return search.plan(false, 100).tasks().stream()
                .filter(each -> each.task().id().value().equals(id))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    private void submit(ReplaySearch search, TaskSubmitted task) {
        record(search, codec.encode(task));
    }

    private void record(ReplaySearch search, byte @Nullable [] value) {
        search.task(new RecordPosition(LANE, nextOffset++, AT), value, fleet(null, true));
    }

    private static ReplaySearch.Surroundings fleet(
            @Nullable String missingFile, boolean isBelieved) {
        return new ReplaySearch.Surroundings() {
            @Override
            public int laneOf(Pool pool) {
                return LANE;
            }

            @Override
            public @Nullable String missingFile(TaskSubmitted task) {
                return missingFile;
            }

            @Override
            public boolean isBelieved(TaskSubmitted task) {
                return isBelieved;
            }
        };
    }

    private void result(ReplaySearch search, TaskResult result) {
        search.result(result.id().value(), codec.encode(result));
    }

    private static TaskSubmitted task(String id, String prompt, @Nullable String replayOf) {
        return task(id, prompt, replayOf, AT.minusSeconds(60));
    }

    private static TaskSubmitted task(
            String id, String prompt, @Nullable String replayOf, Instant at) {
        return new TaskSubmitted(
                new TaskId(id),
                Pool.DEFAULT,
                Prompt.of(prompt),
                TaskOptions.NONE,
                List.of(),
                new Origin.Cli(),
                new Requester("discord:7", "Ada"),
                at,
                replayOf == null ? null : new TaskId(replayOf));
    }

    private static TaskResult failed(String id) {
        return result(id, TaskStatus.FAILED, FailureKind.PERMANENT, "no such model", AT);
    }

    private static TaskResult result(
            String id,
            TaskStatus status,
            @Nullable FailureKind failure,
            @Nullable String reason,
            Instant finishedAt) {
        return new TaskResult(
                new TaskId(id),
                Pool.DEFAULT,
                status,
                Prompt.of("do " + id),
                TaskOptions.NONE,
                new Origin.Cli(),
                new Requester("discord:7", "Ada"),
                1,
                null,
                reason,
                failure,
                null,
                AT.minusSeconds(60),
                finishedAt);
    }

    private static ReplayFilter filter(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String reason,
            @Nullable Pool pool,
            @Nullable String requester) {
        return new ReplayFilter(Set.of(TaskStatus.FAILED), since, until, reason, pool, requester);
    }
}
