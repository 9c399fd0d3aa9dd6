package dev.crayfleet.runner.run;

import dev.crayfleet.agents.delegation.DelegateCommand;
import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.Plan;
import dev.crayfleet.agents.executor.AgentExecutor.Planned;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.home.HomeException;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.FileErrors;
import dev.crayfleet.agents.workspace.RunRegistration;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.runner.run.TaskPreparer.PreparedTask;
import dev.crayfleet.runner.slots.TimeLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one claim: decides how its task is run, prepares that, runs the agent, and has the
 * report written. Safe for use by many threads.
 */
public final class AttemptRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);
    private static final int MAX_PROGRESS_CHARS = 200;

    private final AgentExecutorsByPool executors;
    private final TaskPreparer preparer;
    private final AgentRunRegistry registry;
    private final Secrets secrets;
    private final ReportBuilder reports;
    private final TimeLimits limits;
    private final MonotonicClock clock;

    public AttemptRunner(
            AgentExecutorsByPool executors,
            TaskPreparer preparer,
            AgentRunRegistry registry,
            Secrets secrets,
            ReportBuilder reports,
            TimeLimits limits,
            MonotonicClock clock) {
        this.executors = executors;
        this.preparer = preparer;
        this.registry = registry;
        this.secrets = secrets;
        this.reports = reports;
        this.limits = limits;
        this.clock = clock;
    }

    /** Whether tasks of the pool can be run by now. */
    boolean isReady(Pool pool) {
        return executors.isReady(pool);
    }

    /** Which OpenClaw works for the pool; empty where none does, or it is not known. */
    Optional<String> openClawVersion(Pool pool) {
        return executors.of(pool).openClawVersion();
    }

    /** What names of models mean to who works for the pool; empty where that is not known. */
    Optional<RunnerModels> models(Pool pool) {
        return executors.of(pool).models();
    }

    FileTransfer files() {
        return preparer.files();
    }

    Secrets secrets() {
        return secrets;
    }

    /** A text without secrets. */
    String mask(String text) {
        return secrets.mask(text);
    }

    /** For people. */
    String executorNames() {
        return executors.names();
    }

    /** Runs it to its end; no process of it is left then. */
    AttemptResult run(ClaimGranted claim, CancellationToken cancellation, AttemptListener listener)
            throws InterruptedException {
        try {
            AttemptResult result = planAndRun(claim, cancellation, listener);
            return result.withOutcome(mask(result.outcome()));
        } catch (RuntimeException | Error e) {
            // An attempt whose outcome is not reported would be held for ever.
            LOG.error("task {}: the runner failed on it", claim.attempt(), e);
            return AttemptResult.notStarted(
                    FailureKind.TRANSIENT,
                    secrets.mask("The runner itself failed on it: " + AttemptResult.cause(e)));
        }
    }

    private AttemptResult planAndRun(
            ClaimGranted claim, CancellationToken cancellation, AttemptListener listener)
            throws InterruptedException {
        Optional<AgentExecutor> executor;
        try {
            executor = executor(claim);
        } catch (IllegalStateException e) {
            return AttemptResult.notStarted(
                    FailureKind.TRANSIENT, mask(String.valueOf(e.getMessage())));
        }
        if (executor.isEmpty()) {
            return AttemptResult.notStarted(
                    FailureKind.PERMANENT,
                    "The fleet file has the agent of this task work restricted, and executor %s of pool %s cannot do that. Serve the pool by a runner with OpenClaw, or have a role allow mode full."
                            .formatted(executors.of(claim.pool()).name(), claim.pool()));
        }
        return switch (executor.get().plan(claim.work().options())) {
            case Planned.Refused refused -> AttemptResult.notStarted(refused.why());
            case Plan plan -> runAsUser(claim, executor.get(), plan, cancellation, listener);
        };
    }

    /** Empty where it is to be run restricted, and cannot be. */
    private Optional<AgentExecutor> executor(ClaimGranted claim) throws InterruptedException {
        return claim.work().mode() == AgentMode.RESTRICTED
                ? executors.restricted(claim.pool())
                : Optional.of(executors.of(claim.pool()));
    }

    private AttemptResult runAsUser(
            ClaimGranted claim,
            AgentExecutor executor,
            Plan plan,
            CancellationToken cancellation,
            AttemptListener listener)
            throws InterruptedException {
        AgentUsers.Lease user;
        try {
            user =
                    executor.needsWorkspace()
                            ? executor.takeUser(executors.users())
                            : AgentUsers.Lease.of(null);
        } catch (IllegalStateException e) {
            return AttemptResult.notStarted(FailureKind.TRANSIENT, String.valueOf(e.getMessage()));
        }
        try (user) {
            return runWithGrant(claim, executor, plan, user.user(), cancellation, listener);
        }
    }

    private AttemptResult runWithGrant(
            ClaimGranted claim,
            AgentExecutor executor,
            Plan plan,
            @Nullable SystemUser user,
            CancellationToken cancellation,
            AttemptListener listener)
            throws InterruptedException {
        TaskGrant grant;
        try {
            grant = listener.openGrant().orElse(null);
        } catch (IllegalStateException e) {
            return AttemptResult.notStarted(FailureKind.TRANSIENT, String.valueOf(e.getMessage()));
        }
        // Closed after the report is made, in which its token is masked.
        try (grant) {
            return prepareAndRun(claim, executor, plan, user, grant, cancellation, listener);
        }
    }

    private AttemptResult prepareAndRun(
            ClaimGranted claim,
            AgentExecutor executor,
            Plan plan,
            @Nullable SystemUser user,
            @Nullable TaskGrant grant,
            CancellationToken cancellation,
            AttemptListener listener)
            throws InterruptedException {
        PreparedTask task;
        try {
            task =
                    preparer.prepare(
                            claim,
                            executor.needsWorkspace(),
                            user,
                            grant == null || !executor.hasShell()
                                    ? null
                                    : new DelegateCommand(grant),
                            new CancellationGrace(cancellation, clock));
        } catch (IOException e) {
            return cancelled(cancellation).orElseGet(() -> notPrepared(claim, e));
        }
        TimeLimits.Allowed allowed = limits.of(claim.work().options());
        try (task;
                RunRegistration entry = register(task.workspace(), executor)) {
            Job job =
                    new Job(
                            claim.attempt(),
                            task.workspace(),
                            task.prompt(),
                            allowed.note() == null ? plan : plan.withNote(allowed.note()),
                            allowed.timeout(),
                            entry,
                            user,
                            grant);
            return HomeMemory.kept(
                    runAgent(job, executor, cancellation, listener), task, cancellation, secrets);
        } finally {
            if (executor.needsWorkspace()) {
                preparer.cleanUp(task.workspace());
            }
        }
    }

    private static AttemptResult notPrepared(ClaimGranted claim, IOException failure) {
        if (failure instanceof HomeException unusable) {
            LOG.warn("task {}: {}", claim.attempt(), unusable.getMessage());
            return AttemptResult.notStarted(unusable.kind(), String.valueOf(unusable.getMessage()));
        }
        LOG.warn("task {}: no workspace for it", claim.attempt(), failure);
        return AttemptResult.notStarted(
                FailureKind.TRANSIENT,
                "The task could not be prepared for an agent: " + FileErrors.of(failure) + ".");
    }

    private static Optional<AttemptResult> cancelled(CancellationToken cancellation) {
        return cancellation
                .requested()
                .map(request -> AttemptResult.notStarted(request.kind(), request.reason()));
    }

    private RunRegistration register(Workspace workspace, AgentExecutor executor) {
        return executor.needsWorkspace()
                ? registry.register(workspace)
                : registry.registerUnrecorded(workspace);
    }

    private AttemptResult runAgent(
            Job job,
            AgentExecutor executor,
            CancellationToken cancellation,
            AttemptListener listener)
            throws InterruptedException {
        Optional<AttemptResult> cancelled = cancelled(cancellation);
        if (cancelled.isPresent()) {
            return cancelled.get();
        }
        listener.started(job.workspace(), executor.name());
        long startedAt = clock.nanos();
        RunResult ran =
                GuardedRun.execute(
                        job,
                        executor,
                        cancellation,
                        note -> listener.progressed(oneMaskedLine(note)));
        Duration duration = Duration.ofNanos(clock.nanos() - startedAt);
        if (job.grant() != null) {
            job.grant().end();
        }
        if (cancellation.requested().map(CancellationToken.Request::silent).orElse(false)) {
            return new AttemptResult(ran.outcome(), null, duration);
        }
        return GuardedRun.report(
                reports, job, executor, ran, duration, new CancellationGrace(cancellation, clock));
    }

    private RunOutcome mask(RunOutcome outcome) {
        return outcome instanceof RunOutcome.Failed failed
                ? new RunOutcome.Failed(
                        failed.kind(),
                        secrets.mask(Texts.printable(failed.reason())),
                        failed.retryAfter())
                : outcome;
    }

    private String oneMaskedLine(String note) {
        return Limits.cut(secrets.mask(Texts.oneLine(note)).strip(), MAX_PROGRESS_CHARS);
    }
}
