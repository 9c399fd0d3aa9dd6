package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.stage.traces.TaskSpan;
import dev.crayfleet.stage.traces.TaskTracer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lane records of traces, and what it carries whether it records any or not. */
class LaneSpansTest {
    private static final Holder RUNNER =
            new Holder(new RunnerId("one"), new Incarnation("one-life"));
    private static final TraceParent TRACE =
            new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<TaskSpan> spans = new ArrayList<>();
    private final TaskTracer tracer =
            new TaskTracer() {
                @Override
                public boolean isOn() {
                    return true;
                }

                @Override
                public void record(TaskSpan span) {
                    spans.add(span);
                }

                @Override
                public void close() {}
            };

    @Test
    void aTaskFromIngestWaitsInItsTrace() {
        try (LaneTestDriver lane = lane(tracer)) {
            submit(lane, task(new Origin.Http(), TRACE));
            now = now.plusSeconds(3);
            assertThat(claim(lane).work().traceparent()).isEqualTo(TRACE);
            assertThat(spans)
                    .containsExactly(
                            TaskSpan.of(
                                            TaskSpan.Step.QUEUE,
                                            TRACE,
                                            new TaskId("t-1"),
                                            Pool.DEFAULT,
                                            now.minusSeconds(3),
                                            now)
                                    .with(TaskSpan.ATTEMPT, 1)
                                    .with(TaskSpan.RUNNER, "one"));
        }
    }

    @Test
    void everyAttemptHasAWaitOfItsOwn() {
        try (LaneTestDriver lane = lane(tracer)) {
            submit(lane, task(new Origin.Http(), TRACE));
            Attempt first = claim(lane).attempt();
            now = now.plusSeconds(5);
            lane.send(
                    new RunMessage.RunFinished(
                            Pool.DEFAULT,
                            RUNNER,
                            first,
                            RunOutcome.Failed.of(FailureKind.TRANSIENT, "the network"),
                            null,
                            now),
                    now);
            Instant failedAt = now;
            now = now.plusSeconds(4);
            lane.driver.advanceWallClockTime(Duration.ofHours(1));
            assertThat(lane.nextClaim().attempt().number()).isEqualTo(2);
            assertThat(spans).hasSize(2);
            assertThat(spans.getLast().parent()).isEqualTo(TRACE);
            assertThat(spans.getLast().startedAt()).isEqualTo(failedAt);
            assertThat(spans.getLast().attributes()).containsEntry(TaskSpan.ATTEMPT, 2);
        }
    }

    @Test
    void aForeignRecordContinuesTheTraceOfItsHeader() {
        try (LaneTestDriver lane = lane(tracer)) {
            Instant writtenAt = now;
            pipe(lane, "1 + 1", TRACE.value());
            TraceParent carried = Objects.requireNonNull(claim(lane).work().traceparent());
            assertThat(carried).isNotEqualTo(TRACE);
            assertThat(carried.traceId()).isEqualTo(TRACE.traceId());
            TaskSpan ingest = spans.getFirst();
            assertThat(ingest.step()).isEqualTo(TaskSpan.Step.INGEST);
            assertThat(ingest.parent()).isEqualTo(TRACE);
            assertThat(ingest.self()).isEqualTo(carried);
            assertThat(ingest.startedAt()).isEqualTo(writtenAt);
            assertThat(spans.getLast().step()).isEqualTo(TaskSpan.Step.QUEUE);
            assertThat(spans.getLast().parent()).isEqualTo(carried);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "00-0-0-01", "{}", "\u0000\u0001\u0002"})
    void aHeaderThatIsMalformedCostsNothingButTheTrace(String header) {
        try (LaneTestDriver lane = lane(tracer)) {
            pipe(lane, "1 + 1", header);
            TraceParent carried = claim(lane).work().traceparent();
            assertThat(carried).isNotNull();
            assertThat(spans.getFirst().parent()).isNull();
            assertThat(spans.getFirst().self()).isEqualTo(carried);
            assertThat(lane.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void aTaskThatComesAgainIsNotRecordedAgain() {
        try (LaneTestDriver lane = lane(tracer)) {
            submit(lane, task(new Origin.Cli(), null));
            submit(lane, task(new Origin.Cli(), null));
            assertThat(spans).extracting(TaskSpan::step).containsExactly(TaskSpan.Step.INGEST);
        }
    }

    @Test
    void switchedOffALaneCarriesWhatItIsGivenAndMakesNothing() {
        try (LaneTestDriver lane = lane(TaskTracer.OFF)) {
            pipe(lane, "1 + 1", TRACE.value());
            ClaimGranted first = claim(lane);
            assertThat(first.work().traceparent()).isEqualTo(TRACE);
            finish(lane, first.attempt());
            assertThat(result(lane).traceparent()).isEqualTo(TRACE);
            pipe(lane, "2 + 2", null);
            ClaimGranted second = lane.nextClaim();
            assertThat(second.work().traceparent()).isNull();
            finish(lane, second.attempt());
            assertThat(result(lane).traceparent()).isNull();
        }
    }

    private LaneTestDriver lane(TaskTracer spansOf) {
        return new LaneTestDriver(1, () -> now, now, spansOf);
    }

    private static TaskSubmitted task(Origin origin, @Nullable TraceParent traceparent) {
        return new TaskSubmitted(
                new TaskId("t-1"),
                Pool.DEFAULT,
                Prompt.of("1 + 1"),
                TaskOptions.NONE,
                List.of(),
                origin,
                Requester.UNKNOWN,
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                traceparent);
    }

    private void submit(LaneTestDriver lane, TaskMessage.OfTask task) {
        lane.tasks.pipeInput(task.pool().value(), lane.codec.encode(task), now);
    }

    private void pipe(LaneTestDriver lane, String text, @Nullable String header) {
        RecordHeaders headers = new RecordHeaders();
        if (header != null) {
            headers.add(TraceParent.HEADER, header.getBytes(StandardCharsets.UTF_8));
        }
        lane.tasks.pipeInput(
                new TestRecord<>(null, text.getBytes(StandardCharsets.UTF_8), headers, now));
    }

    private ClaimGranted claim(LaneTestDriver lane) {
        lane.send(new RunMessage.RunnerJoined(Pool.DEFAULT, RUNNER, 1, null, now), now);
        return lane.nextClaim();
    }

    private void finish(LaneTestDriver lane, Attempt attempt) {
        lane.send(
                new RunMessage.RunFinished(
                        Pool.DEFAULT, RUNNER, attempt, new RunOutcome.Succeeded(), null, now),
                now);
    }

    private static TaskResult result(LaneTestDriver lane) {
        return switch (lane.codec.decodeResult(lane.results.readValue())) {
            case Decoded.Readable<TaskResult>(TaskResult result) -> result;
            case Decoded.Unreadable<TaskResult>(String reason) -> throw new AssertionError(reason);
        };
    }
}
