package dev.crayfleet.runner.run;

import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.agents.workspace.LogReader;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.stage.TaskLog;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each attempt in a thread of its own, and reports how it ended. Owns the threads. */
final class AttemptThreads {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptThreads.class);
    private static final long CLOSE_TIMEOUT_SECONDS = 5;

    private final AttemptRunner attempts;
    private final RunnerState state;
    private final DispatcherReporter reporter;
    private final TaskGrants grants;
    private final RunnerMetrics metrics;
    private final AttemptSpans spans;
    private final MonotonicClock clock;

    // As many as there are slots, and a few more; short tasks reuse one.
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().name("agent-", 0).factory());

    AttemptThreads(
            AttemptRunner attempts,
            RunnerState state,
            DispatcherReporter reporter,
            TaskGrants grants,
            RunnerMetrics metrics,
            AttemptSpans spans,
            MonotonicClock clock) {
        this.attempts = attempts;
        this.state = state;
        this.reporter = reporter;
        this.grants = grants;
        this.metrics = metrics;
        this.spans = spans;
        this.clock = clock;
    }

    /** Returns at once; throws if there is no thread for it. */
    void start(RunningAttempt attempt) {
        Instant acceptedAt = spans.now();
        threads.execute(() -> runNamed(attempt, acceptedAt));
    }

    private void runNamed(RunningAttempt attempt, Instant acceptedAt) {
        TaskLog.name(attempt.claim().attempt());
        try {
            AttemptResult result = run(attempt);
            try {
                spans.record(attempt.claim(), acceptedAt, result);
            } finally {
                finish(attempt, result);
            }
        } finally {
            TaskLog.clear();
        }
    }

    private AttemptResult run(RunningAttempt attempt) {
        try {
            return attempts.run(attempt.claim(), attempt.cancellation(), listener(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AttemptResult.notStarted(FailureKind.LOST, "its runner was interrupted");
        } catch (RuntimeException | Error e) {
            // An attempt whose outcome is not reported would be held for ever.
            LOG.error("task {}: the runner failed on it", attempt.claim().attempt(), e);
            return AttemptResult.notStarted(
                    FailureKind.TRANSIENT,
                    "The runner itself failed on it: " + AttemptResult.cause(e));
        }
    }

    private AttemptListener listener(RunningAttempt attempt) {
        ClaimGranted claim = attempt.claim();
        return new AttemptListener() {
            @Override
            public void started(Workspace workspace, String executor) {
                LOG.info("task {}: {} starts", claim.attempt(), workspace.agent());
                attempt.logIn(new LogReader(workspace, attempts::mask));
                reporter.started(claim, workspace.agent(), executor);
            }

            @Override
            public Optional<TaskGrant> openGrant() {
                return grants.open(attempt);
            }

            @Override
            public void progressed(String note) {
                attempt.progressed(note);
            }
        };
    }

    private void finish(RunningAttempt attempt, AttemptResult result) {
        ClaimGranted claim = attempt.claim();
        LOG.info("task {} {}", claim.attempt(), Texts.oneLine(ending(result.outcome())));
        metrics.ended(result.outcome(), result.duration());
        state.attemptEnded(attempt, clock.nanos())
                .ifPresentOrElse(
                        session -> reporter.finished(session, claim, result),
                        () ->
                                LOG.warn(
                                        "task {}: its outcome is dropped, because its runner's session has ended",
                                        claim.attempt()));
    }

    private static String ending(RunOutcome outcome) {
        return switch (outcome) {
            case RunOutcome.Succeeded succeeded -> "has succeeded";
            case RunOutcome.Failed failed ->
                    "has failed (%s): %s".formatted(failed.kind(), failed.reason());
        };
    }

    /** Interrupts those that still run. */
    void shutdown() {
        threads.shutdownNow();
    }

    void awaitTermination() throws InterruptedException {
        if (!threads.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            LOG.error("threads of agents are left");
        }
    }
}
