package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.demo.DemoAgent;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs the built-in demo agent, without a model and without costs, and says so in every report. */
public final class DemoExecutor implements AgentExecutor {
    /** As it stands in reports. */
    public static final String NAME = "demo";

    private static final Plan PLAN =
            new Plan(
                    DemoAgent.MODEL,
                    null,
                    Thinking.OFF,
                    false,
                    List.of("Answered by the built-in demo agent, not by OpenClaw."));

    private final Duration delay;
    private final DemoJournal journal;

    /**
     * @param delay before it answers, at least 0
     * @param journal told of every start
     */
    public DemoExecutor(Duration delay, DemoJournal journal) {
        this.delay = delay;
        this.journal = journal;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Planned plan(TaskOptions options) {
        return PLAN;
    }

    @Override
    public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
            throws InterruptedException {
        journal.recordStart(job.attempt());
        progress.accept("the demo agent reads the task");
        boolean isTooSlow = delay.compareTo(job.timeout()) > 0;
        try {
            CancellationToken.Request request =
                    cancellation
                            .future()
                            .get(
                                    isTooSlow ? job.timeout().toNanos() : delay.toNanos(),
                                    TimeUnit.NANOSECONDS);
            return RunResult.failed(RunOutcome.Failed.of(request.kind(), request.reason()));
        } catch (TimeoutException notCancelled) {
            if (isTooSlow) {
                return RunResult.failed(
                        RunOutcome.Failed.of(
                                FailureKind.TIMEOUT,
                                "The demo agent had its %d s."
                                        .formatted(job.timeout().toSeconds())));
            }
            return new RunResult(
                    new RunOutcome.Succeeded(),
                    DemoAgent.answer(job.prompt()),
                    DemoAgent.MODEL,
                    null,
                    null,
                    List.of());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
