package dev.crayfleet.dispatcher.kafka;

import static dev.crayfleet.dispatcher.kafka.LaneTestDriver.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody should write to the runs topic, and that the lane goes on after it. */
class RunsCorpusTest {
    /** Of two lanes that of the test driver's only partition. */
    private static final Pool POOL = new Pool("auditor");

    private static final Holder RUNNER =
            new Holder(new RunnerId("one"), new Incarnation("one-life"));

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final LaneTestDriver lane = new LaneTestDriver(2, () -> NOW, NOW);

    @AfterEach
    void close() {
        lane.close();
    }

    static List<HostileInput> inputs() {
        return Corpus.of("runs");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void aHostileRecordGetsTheRightAnswerAndStopsNothing(HostileInput hostile) {
        lane.runs.pipeInput(
                POOL.value(), lane.codec.encode(new RunnerJoined(POOL, RUNNER, 2, null, NOW)), NOW);
        ask("under-way");
        assertThat(claimed()).containsExactly("under-way");

        lane.runs.pipeInput(POOL.value(), hostile.bytes("value").orElseThrow(), NOW);

        Optional<String> reason = hostile.answer("deadLetter");
        List<TestRecord<byte[], byte[]>> dead = lane.deadLetters.readRecordsToList();
        assertThat(dead).as("dead letters").hasSize(reason.isPresent() ? 1 : 0);
        reason.ifPresent(part -> assertThat(reason(dead.getFirst())).contains(part));
        checkResult(hostile);
        assertThat(lane.registry.get("crayfleet.core.failed").counter().count()).isZero();
        lane.driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(lane.registry.get("crayfleet.ledger.missing").gauges())
                .allMatch(gauge -> gauge.value() == 0);
        lane.claims.readRecordsToList();
        ask("next");
        assertThat(claimed()).as("the next ordinary task").containsExactly("next");
    }

    private void checkResult(HostileInput hostile) {
        Optional<String> status = hostile.answer("status");
        if (status.isEmpty()) {
            assertThat(lane.results.isEmpty()).as("no result").isTrue();
            return;
        }
        TaskResult result =
                switch (lane.codec.decodeResult(lane.results.readValue())) {
                    case Decoded.Readable<TaskResult> read -> read.message();
                    case Decoded.Unreadable<TaskResult> bad -> throw new AssertionError(bad);
                };
        assertThat(result.id().value()).isEqualTo("under-way");
        assertThat(result.status().name()).isEqualTo(status.get());
        hostile.answer("reason").ifPresent(part -> assertThat(result.reason()).contains(part));
        RunReport report = result.report();
        if (report != null) {
            assertThat(report.spend().usage()).isNull();
            assertThat(report.spend().costUsd()).isNull();
        }
    }

    private void ask(String id) {
        lane.tasks.pipeInput(
                POOL.value(),
                "{\"prompt\":\"x\",\"pool\":\"%s\",\"id\":\"%s\"}"
                        .formatted(POOL, id)
                        .getBytes(StandardCharsets.UTF_8),
                NOW);
    }

    /** By the ordinary runner. */
    private List<String> claimed() {
        return lane.claims.readValuesToList().stream()
                .map(lane::decodeClaim)
                .filter(claim -> claim.holder().equals(RUNNER))
                .filter(ClaimGranted.class::isInstance)
                .map(claim -> ((ClaimGranted) claim).attempt().task().value())
                .toList();
    }
}
