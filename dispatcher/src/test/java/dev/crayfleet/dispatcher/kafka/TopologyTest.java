package dev.crayfleet.dispatcher.kafka;

import static dev.crayfleet.dispatcher.kafka.LaneTestDriver.header;
import static dev.crayfleet.dispatcher.kafka.LaneTestDriver.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Rules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The real topology under the test driver, which has one partition: one lane. */
class TopologyTest {
    private static final Holder RUNNER =
            new Holder(new RunnerId("one"), new Incarnation("one-life"));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** What log lines would name, whenever the lane asks for the time. */
    private final Set<Map<String, String>> named = new HashSet<>();

    private int failsIn;
    private @Nullable Throwable failure;
    private final LaneTestDriver lane = new LaneTestDriver(1, this::instant, now);

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void aForeignTextIsClaimedRunAndAnswered() {
        join();
        lane.tasks.pipeInput(null, text("Calculate 6 × 7 [thinking:low]"), now);
        ClaimGranted claim = lane.nextClaim();
        assertThat(claim.work().prompt().text()).isEqualTo("Calculate 6 × 7");
        finish(claim.attempt());
        assertThat(lane.codec.decodeResult(lane.results.readValue()))
                .isInstanceOfSatisfying(
                        Decoded.Readable.class,
                        read ->
                                assertThat(((TaskResult) read.message()).status())
                                        .isEqualTo(TaskStatus.SUCCEEDED));
        assertThat(lane.registry.get("crayfleet.claims").counter().count()).isEqualTo(1);
    }

    /** What the lane logs is told by a clock that the lane asks while it decides. */
    @Test
    void logLinesNameTheTaskWhileItIsDecidedAndNoLonger() {
        join();
        lane.tasks.pipeInput("default", text("{\"id\":\"t-1\",\"prompt\":\"1 + 1\"}"), now);
        assertThat(named).contains(Map.of("task", "t-1"));
        assertThat(MDC.get("task")).isNull();
        finish(lane.nextClaim().attempt());
        assertThat(named).contains(Map.of("task", "t-1", "attempt", "1"));
        assertThat(MDC.get("attempt")).isNull();
        named.clear();
        // After the record's time and its reading.
        failsIn = 3;
        lane.tasks.pipeInput("default", text("{\"id\":\"t-2\",\"prompt\":\"1 + 1\"}"), now);
        assertThat(reason(lane.deadLetters.readRecord())).contains("the dispatcher failed on it");
        assertThat(named).contains(Map.of("task", "t-2"));
        assertThat(MDC.get("task")).isNull();
    }

    @Test
    void unreadableRecordsAreDeadLettersAndTheNextTaskIsClaimed() {
        join();
        lane.tasks.pipeInput("any", text("{broken"), now);
        lane.tasks.pipeInput("any", text("{\"prompt\":\"\"}"), now);
        lane.tasks.pipeInput("any", text("[thinking:hgih] think"), now);
        lane.runs.pipeInput("any", text("not json"));
        lane.tasks.pipeInput("any", text("{\"prompt\":\"works\"}"), now);
        assertThat(lane.nextClaim().work().prompt().text()).isEqualTo("works");
        List<TestRecord<byte[], byte[]>> dead = lane.deadLetters.readRecordsToList();
        assertThat(dead).hasSize(4);
        assertThat(reason(dead.get(0))).startsWith("this is no JSON");
        assertThat(reason(dead.get(1))).contains("the task is empty");
        assertThat(reason(dead.get(2))).contains("[thinking:hgih]").contains("medium");
        assertThat(reason(dead.get(3))).contains("JSON");
        assertThat(dead.getFirst().value()).isEqualTo(text("{broken"));
        assertThat(header(dead.getFirst(), Topics.HEADER_TOPIC)).isEqualTo(Topics.TASKS.topic());
        assertThat(header(dead.getFirst(), Topics.HEADER_OFFSET)).isEqualTo("0");
    }

    @Test
    void halfASurrogatePairStopsNothing() {
        join();
        lane.tasks.pipeInput(null, text("{\"prompt\":\"half \\ud83d\"}"), now);
        lane.tasks.pipeInput(null, text("{\"prompt\":\"whole\",\"requester\":\"\\ud83d\"}"), now);
        assertThat(reason(lane.deadLetters.readRecord())).contains("surrogate");
        ClaimGranted claim = lane.nextClaim();
        lane.runs.pipeInput(
                "default",
                text(
                        new String(
                                        lane.codec.encode(
                                                new RunMessage.RunFinished(
                                                        Pool.DEFAULT,
                                                        RUNNER,
                                                        claim.attempt(),
                                                        RunOutcome.Failed.of(
                                                                FailureKind.TRANSIENT, "cut HERE"),
                                                        null,
                                                        now)),
                                        StandardCharsets.UTF_8)
                                .replace("HERE", "\\ud83d")));
        pass(Duration.ofSeconds(3));
        assertThat(lane.nextClaim().attempt().number()).isEqualTo(2);
        assertThat(lane.deadLetters.isEmpty()).isTrue();
    }

    @Test
    void aTooLargeRecordIsADeadLetterThatFits() {
        join();
        byte[] large = new byte[1_000_000];
        Arrays.fill(large, (byte) 'x');
        lane.tasks.pipeInput("k".repeat(40_000), large, now);
        lane.tasks.pipeInput(null, text("works"), now);
        assertThat(lane.nextClaim().work().prompt().text()).isEqualTo("works");
        TestRecord<byte[], byte[]> dead = lane.deadLetters.readRecord();
        assertThat(reason(dead)).isEqualTo("it has 1,000,000 bytes; a message has at most 262,144");
        assertThat(dead.value()).hasSize(900 * 1024);
        assertThat(dead.key()).hasSize(4 * 1024);
        assertThat(header(dead, Topics.HEADER_CUT_FROM)).isEqualTo("1000000");
    }

    @Test
    void aTaskOlderThanTheRetentionIsADeadLetter() {
        join();
        lane.tasks.pipeInput(null, text("old"), now.minus(Duration.ofDays(8)));
        lane.tasks.pipeInput(null, text("works"), now.minus(Duration.ofDays(6)));
        assertThat(lane.nextClaim().work().prompt().text()).isEqualTo("works");
        assertThat(reason(lane.deadLetters.readRecord())).contains("longer ago than", "(7 days)");
    }

    @Test
    void aRecordOnWhichTheCoreFailsIsADeadLetterAndLeavesNoTrace() {
        join();
        // First the record's time is judged.
        failsIn = 2;
        lane.tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(reason(lane.deadLetters.readRecord()))
                .isEqualTo(
                        "the dispatcher failed on it, which is a fault of Crayfleet; its log has the whole");
        assertThat(lane.registry.get("crayfleet.core.failed").counter().count()).isEqualTo(1);
        // The ledger was read again: runners have to be heard anew.
        join();
        lane.tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(lane.nextClaim().attempt().number()).isEqualTo(1);
    }

    @Test
    void aSilentRunnerLosesItsTaskAfterItsLease() {
        join();
        lane.tasks.pipeInput(null, text("work"), now);
        Attempt first = lane.nextClaim().attempt();
        // Noted as quiet; then, long after its lease, given time to be heard of; then lost.
        pass(Duration.ofSeconds(6));
        pass(Rules.DEFAULT.leases().lease());
        pass(Rules.DEFAULT.leases().grace());
        Holder other = new Holder(new RunnerId("two"), new Incarnation("two-life"));
        send(new RunMessage.RunnerJoined(Pool.DEFAULT, other, 1, null, now));
        assertThat(lane.nextClaim().attempt().number()).isEqualTo(first.number() + 1);
    }

    @Test
    void aLateTickLosesNoRunnerWhoseHeartbeatIsUnread() {
        join();
        lane.tasks.pipeInput(null, text("work"), now);
        Attempt first = lane.nextClaim().attempt();
        pass(Duration.ofSeconds(6));
        // The lane stood still; meanwhile the runner has beaten, and is read only now.
        pass(Rules.DEFAULT.leases().lease().multipliedBy(3));
        beat(first);
        pass(Rules.DEFAULT.leases().grace());
        assertThat(lane.registry.get("crayfleet.runners.lost").counter().count()).isZero();
        assertThat(lane.claims.isEmpty()).isTrue();
    }

    @Test
    void aDeadLetterFitsWhateverHeadersTheRecordHas() {
        join();
        Headers headers = new RecordHeaders();
        headers.add("large", new byte[1_100_000]);
        lane.tasks.pipeInput(new TestRecord<>(null, text("{broken"), headers, now));
        lane.tasks.pipeInput(null, text("works"), now);
        assertThat(lane.nextClaim().work().prompt().text()).isEqualTo("works");
        TestRecord<byte[], byte[]> dead = lane.deadLetters.readRecord();
        assertThat(header(dead, Topics.HEADER_HEADERS_LEFT_OUT)).isEqualTo("1");
        assertThat(dead.headers().lastHeader("large")).isNull();
    }

    @Test
    void aRecordThatCausesAnErrorIsADeadLetter() {
        join();
        failsIn = 2;
        failure = new StackOverflowError("too deep");
        lane.tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(reason(lane.deadLetters.readRecord())).contains("the dispatcher failed on it");
        lane.tasks.pipeInput(null, text("works"), now);
        assertThat(lane.nextClaim().work().prompt().text()).isEqualTo("works");
    }

    @Test
    void anOutOfMemoryErrorIsNotCaught() {
        join();
        failsIn = 2;
        failure = new OutOfMemoryError("made to fail");
        assertThatThrownBy(() -> lane.tasks.pipeInput(null, text("x"), now))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aRecordThatEndedItsProcessThreeTimesIsSetAside() {
        lane.startCounters.put(new TopicPartition(Topics.TASKS.topic(), 0), new StartCounter(0, 3));
        join();
        lane.tasks.pipeInput(null, text("deadly"), now);
        lane.tasks.pipeInput(null, text("works"), now);
        assertThat(lane.nextClaim().work().prompt().text()).isEqualTo("works");
        assertThat(reason(lane.deadLetters.readRecord())).contains("3 times in a row");
    }

    @Test
    void heartbeatsWriteNoRows() {
        join();
        lane.tasks.pipeInput(null, text("work"), now);
        Attempt attempt = lane.nextClaim().attempt();
        lane.countWrittenRows();
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(2);
            beat(attempt);
            lane.driver.advanceWallClockTime(Duration.ofSeconds(2));
        }
        assertThat(lane.countWrittenRows()).as("rows that were written").isZero();
    }

    @Test
    void endedTasksAreForgottenAfterTheRetention() {
        join();
        lane.tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        finish(lane.nextClaim().attempt());
        pass(Duration.ofDays(6));
        join();
        lane.tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(lane.claims.isEmpty() || !(lane.nextClaimMessage() instanceof ClaimGranted))
                .isTrue();
        pass(Duration.ofDays(2));
        Holder fresh = new Holder(new RunnerId("one"), new Incarnation("another-life"));
        send(new RunMessage.RunnerJoined(Pool.DEFAULT, fresh, 1, null, now));
        lane.tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(lane.nextClaim().attempt().number()).isEqualTo(1);
    }

    private Instant instant() {
        Map<String, String> current = MDC.getCopyOfContextMap();
        if (current != null) {
            named.add(current);
        }
        return maybeFailing();
    }

    private Instant maybeFailing() {
        if (failsIn > 0 && --failsIn == 0) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("made to fail");
        }
        return now;
    }

    private void join() {
        send(new RunMessage.RunnerJoined(Pool.DEFAULT, RUNNER, 1, null, now));
    }

    private void finish(Attempt attempt) {
        send(
                new RunMessage.RunFinished(
                        Pool.DEFAULT, RUNNER, attempt, new RunOutcome.Succeeded(), null, now));
    }

    private void beat(Attempt held) {
        send(new RunMessage.RunnerBeat(Pool.DEFAULT, RUNNER, 1, List.of(held), now, now));
    }

    private void send(RunMessage message) {
        lane.send(message, now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        // One tick is enough, however far the time has moved.
        lane.driver.advanceWallClockTime(Duration.ofHours(1));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
