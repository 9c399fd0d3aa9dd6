package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.delegation.Child;
import dev.crayfleet.agents.delegation.DelegateException;
import dev.crayfleet.agents.delegation.DelegationRequest;
import dev.crayfleet.agents.delegation.Delegations;
import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.demo.DemoAgent;
import dev.crayfleet.agents.demo.DemoAsk;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
            TaskGrant grant = job.grant();
            Optional<DemoAsk> ask =
                    grant != null && grant.mayDelegate()
                            ? DemoAsk.of(job.prompt())
                            : Optional.empty();
            return ask.isPresent()
                    ? delegate(ask.get(), job, Objects.requireNonNull(grant), cancellation)
                    : answered(DemoAgent.answer(job.prompt()));
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RunResult answered(String text) {
        return new RunResult(
                new RunOutcome.Succeeded(), text, DemoAgent.MODEL, null, null, List.of());
    }

    /** Has another agent do it, and answers with its answer. */
    private static RunResult delegate(
            DemoAsk ask, Job job, TaskGrant grant, CancellationToken cancellation)
            throws InterruptedException {
        try {
            Delegations delegations = grant.delegations();
            int number =
                    delegations
                            .request(DelegationRequest.of(ask.agent(), ask.instruction()))
                            .number();
            Child child = delegations.ended(number, job.timeout()).get();
            return switch (child.state()) {
                case ENDED ->
                        child.problem().isEmpty()
                                ? answered(
                                        "%s says: %s"
                                                .formatted(child.agent(), delegations.text(child)))
                                : failed(FailureKind.AGENT_ERROR, child.problem());
                case REFUSED -> failed(FailureKind.AGENT_ERROR, child.problem());
                case ASKED, RUNNING ->
                        failed(
                                FailureKind.TIMEOUT,
                                "The demo agent waited for %s for its %d s."
                                        .formatted(ask.agent(), job.timeout().toSeconds()));
            };
        } catch (ExecutionException | DelegateException e) {
            return cancellation
                    .requested()
                    .map(request -> failed(request.kind(), request.reason()))
                    .orElseGet(() ->
                            failed(
                                    FailureKind.TRANSIENT,
                                    "%s could not be asked: %s"
                                            .formatted(ask.agent(), e.getMessage())));
        }
    }

    private static RunResult failed(FailureKind kind, String reason) {
        return RunResult.failed(RunOutcome.Failed.of(kind, reason));
    }
}
