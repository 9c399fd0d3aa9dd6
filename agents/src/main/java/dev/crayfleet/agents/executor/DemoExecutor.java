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

/**
 * Runs the built-in demo agent, and says so in every report. It costs nothing and thinks nothing.
 */
public final class DemoExecutor implements Executor {
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
     * @param delay how long it pretends to work, at least 0
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
    public Ran run(Job job, CancellationToken stop, Consumer<String> progress)
            throws InterruptedException {
        journal.starts(job.attempt());
        progress.accept("the demo agent reads the task");
        boolean tooSlow = delay.compareTo(job.timeout()) > 0;
        try {
            CancellationToken.Request request =
                    stop.future()
                            .get(
                                    tooSlow ? job.timeout().toNanos() : delay.toNanos(),
                                    TimeUnit.NANOSECONDS);
            return Ran.failed(RunOutcome.Failed.of(request.kind(), request.reason()));
        } catch (TimeoutException undisturbed) {
            if (tooSlow) {
                return Ran.failed(
                        RunOutcome.Failed.of(
                                FailureKind.TIMEOUT,
                                "The demo agent had its %d s."
                                        .formatted(job.timeout().toSeconds())));
            }
            return new Ran(
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
