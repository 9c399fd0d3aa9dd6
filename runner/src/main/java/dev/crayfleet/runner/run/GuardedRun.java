package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs agents and gathers what they leave, whatever our own code throws meanwhile. */
final class GuardedRun {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedRun.class);

    private GuardedRun() {}

    static RunResult execute(
            Job job,
            AgentExecutor executor,
            CancellationToken cancellation,
            Consumer<String> progress)
            throws InterruptedException {
        try {
            return executor.run(job, cancellation, progress);
        } catch (RuntimeException | Error e) {
            LOG.error("task {}: the executor failed", job.attempt(), e);
            return RunResult.failed(
                    RunOutcome.Failed.of(
                            FailureKind.TRANSIENT,
                            "The runner itself failed on it: " + AttemptResult.cause(e)));
        }
    }

    /**
     * Where the report fails, the attempt has failed of what is not tried again: the agent's work
     * was done.
     */
    static AttemptResult report(
            ReportBuilder reports,
            Job job,
            AgentExecutor executor,
            RunResult ran,
            Duration duration,
            CancellationGrace grace) {
        try {
            ReportBuilder.Reported reported =
                    executor.needsWorkspace()
                            ? reports.ofWorkspace(job, ran, duration, grace)
                            : reports.ofText(job, ran, duration, grace);
            return new AttemptResult(reported.outcome(), reported.report(), duration);
        } catch (RuntimeException | Error e) {
            LOG.error("task {}: what it left cannot be gathered", job.attempt(), e);
            String reason =
                    "The agent has ended, and what it left could not be gathered: "
                            + AttemptResult.cause(e);
            return new AttemptResult(
                    ran.outcome() instanceof RunOutcome.Failed
                            ? ran.outcome()
                            : RunOutcome.Failed.of(FailureKind.AGENT_ERROR, reason),
                    null,
                    duration);
        }
    }
}
