package dev.crayfleet.runner.run;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.stage.traces.TaskSpan;
import dev.crayfleet.stage.traces.TaskTracer;
import java.time.Clock;
import java.time.Instant;

/** A span for each attempt of a task that is traced. */
final class AttemptSpans {
    private final TaskTracer tracer;
    private final RunnerId runner;
    private final Clock clock;

    AttemptSpans(TaskTracer tracer, RunnerId runner, Clock clock) {
        this.tracer = tracer;
        this.runner = runner;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * @param acceptedAt when the claim was
     */
    void record(ClaimGranted claim, Instant acceptedAt, AttemptResult result) {
        TraceParent parent = claim.work().traceparent();
        if (parent == null || !tracer.isOn()) {
            return;
        }
        RunReport report = result.report();
        String failure =
                result.outcome() instanceof RunOutcome.Failed failed ? failed.kind().word() : null;
        tracer.record(
                TaskSpan.of(
                                TaskSpan.Step.ATTEMPT,
                                parent,
                                claim.attempt().task(),
                                claim.pool(),
                                acceptedAt,
                                now())
                        .with(TaskSpan.ATTEMPT, claim.attempt().number())
                        .with(TaskSpan.RUNNER, runner.value())
                        .with(TaskSpan.AGENT, report == null ? null : report.workspace().agent())
                        .with(
                                TaskSpan.MODEL,
                                report == null
                                        ? claim.work().options().model()
                                        : report.spend().model())
                        .with(TaskSpan.STATUS, failure == null ? "succeeded" : "failed")
                        .failed(failure));
    }
}
