package dev.crayfleet.trial.storm;

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
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskEvent.StaleRunIgnored;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells an audit step by step what happened to one task. */
final class AuditScenario {
    static final String TASK = "storm-1";
    private static final String ANSWER = "1 + 7 = 8";
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    private static final Requester REQUESTER = new Requester("somebody", "Somebody");

    private final Audit audit = new Audit();

    AuditScenario() {
        this(false);
    }

    /**
     * @param hostile whether the task is of a hostile input
     */
    AuditScenario(boolean hostile) {
        if (hostile) {
            audit.expectHostileTask(TASK);
        } else {
            audit.expectTask(TASK, null, ANSWER);
        }
    }

    Audit audit() {
        return audit;
    }

    List<String> verdict() {
        return audit.verdict().stream().map(Violation::what).toList();
    }

    AuditScenario accepted() {
        audit.taskAccepted(TASK);
        return this;
    }

    /** Attempt 1 was claimed, started and lost with its runner. */
    AuditScenario firstAttemptLost() {
        return claimed(1, "runner-1").started(1, "runner-1").retryScheduled(1);
    }

    /** An attempt that succeeds, from its claim to the post of its result. */
    AuditScenario completed(int attempt, String runner) {
        return claimed(attempt, runner)
                .started(attempt, runner)
                .finished(attempt, runner)
                .result(attempt, runner)
                .posted();
    }

    AuditScenario claimed(int attempt, String runner) {
        audit.onClaim(
                new ClaimGranted(
                        holder(runner),
                        attempt(attempt),
                        Pool.DEFAULT,
                        new Work(
                                Prompt.of("Calculate 1 + 7"),
                                TaskOptions.NONE,
                                List.of(),
                                REQUESTER,
                                new Origin.Http()),
                        Duration.ofSeconds(15),
                        TIME));
        return this;
    }

    AuditScenario started(int attempt, String runner) {
        audit.onRunMessage(
                new RunStarted(
                        Pool.DEFAULT,
                        holder(runner),
                        attempt(attempt),
                        agent(attempt, runner),
                        "demo",
                        TIME));
        return startLine(attempt);
    }

    AuditScenario startLine(int attempt) {
        audit.agentStarted(TASK, attempt);
        return this;
    }

    AuditScenario finished(int attempt, String runner) {
        audit.onRunMessage(
                new RunFinished(
                        Pool.DEFAULT,
                        holder(runner),
                        attempt(attempt),
                        new RunOutcome.Succeeded(),
                        null,
                        TIME));
        return this;
    }

    AuditScenario finishIgnored(int attempt, String runner) {
        audit.onEvent(
                new StaleRunIgnored(
                        new TaskId(TASK), Pool.DEFAULT, attempt, holder(runner), "finished", TIME));
        return this;
    }

    AuditScenario retryScheduled(int attempt) {
        audit.onEvent(
                new RetryScheduled(
                        new TaskId(TASK),
                        Pool.DEFAULT,
                        attempt,
                        FailureKind.LOST,
                        "lost",
                        TIME,
                        TIME));
        return this;
    }

    AuditScenario result(int attempt, String runner) {
        return result(attempt, runner, TaskStatus.SUCCEEDED, ANSWER);
    }

    AuditScenario result(int attempt, String runner, TaskStatus status, String answer) {
        return resultWithoutEvent(attempt, runner, status, answer).finishedEvent(attempt, status);
    }

    AuditScenario resultWithoutEvent(int attempt, String runner, TaskStatus status, String answer) {
        audit.onResult(
                new TaskResult(
                        new TaskId(TASK),
                        Pool.DEFAULT,
                        status,
                        Prompt.of("Calculate 1 + 7"),
                        TaskOptions.NONE,
                        new Origin.Http(),
                        REQUESTER,
                        attempt,
                        new RunnerId(runner),
                        null,
                        null,
                        new RunReport(
                                new RunReport.Workspace(agent(attempt, runner), "w", List.of()),
                                new RunReport.Spend("demo", Thinking.OFF, null, null),
                                new RunReport.Answer(answer, answer, null, List.of()),
                                Duration.ofSeconds(1),
                                List.of()),
                        TIME,
                        TIME));
        return this;
    }

    AuditScenario finishedEvent(int attempt, TaskStatus status) {
        audit.onEvent(
                new TaskFinished(
                        new TaskId(TASK),
                        Pool.DEFAULT,
                        attempt,
                        status,
                        null,
                        new Origin.Http(),
                        null,
                        TIME,
                        null));
        return this;
    }

    AuditScenario posted() {
        audit.resultPosted(TASK);
        return this;
    }

    private static Attempt attempt(int number) {
        return new Attempt(new TaskId(TASK), number);
    }

    private static Holder holder(String runner) {
        return new Holder(new RunnerId(runner), new Incarnation(runner + "-life"));
    }

    private static String agent(int attempt, String runner) {
        return "agent-" + runner + "-" + attempt;
    }
}
