package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.stage.traces.TaskSpan;
import dev.crayfleet.stage.traces.TaskTracer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttemptSpansTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final TraceParent TRACE =
            new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private final List<TaskSpan> recorded = new ArrayList<>();
    private final AttemptSpans spans =
            new AttemptSpans(
                    new TaskTracer() {
                        @Override
                        public boolean isOn() {
                            return true;
                        }

                        @Override
                        public void record(TaskSpan span) {
                            recorded.add(span);
                        }

                        @Override
                        public void close() {}
                    },
                    new RunnerId("r"),
                    Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void anAttemptThatFailsSaysHowAndNotWhy() {
        spans.record(
                claim(TRACE),
                NOW.minusSeconds(7),
                AttemptResult.notStarted(FailureKind.QUOTA, "nothing is left of it until noon"));
        assertThat(recorded)
                .containsExactly(
                        TaskSpan.of(
                                        TaskSpan.Step.ATTEMPT,
                                        TRACE,
                                        new TaskId("t"),
                                        Pool.DEFAULT,
                                        NOW.minusSeconds(7),
                                        NOW)
                                .with(TaskSpan.ATTEMPT, 3)
                                .with(TaskSpan.RUNNER, "r")
                                .with(TaskSpan.STATUS, "failed")
                                .failed("quota"));
    }

    @Test
    void aTaskThatNobodyTracesHasNoSpan() {
        spans.record(
                claim(null), NOW, AttemptResult.notStarted(FailureKind.LOST, "it was interrupted"));
        assertThat(recorded).isEmpty();
    }

    private static ClaimGranted claim(@Nullable TraceParent traceparent) {
        return new ClaimGranted(
                new Holder(new RunnerId("r"), new Incarnation("1")),
                new Attempt(new TaskId("t"), 3),
                Pool.DEFAULT,
                new Work(
                        Prompt.of("1 + 1"),
                        TaskOptions.NONE,
                        List.of(),
                        Requester.UNKNOWN,
                        new Origin.Http(),
                        traceparent,
                        null,
                        null),
                Duration.ofSeconds(15),
                NOW);
    }
}
