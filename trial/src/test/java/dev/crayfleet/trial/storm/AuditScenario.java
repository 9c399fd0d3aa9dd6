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

/** What happened to one task, told to an audit step by step. */
final class AuditScenario {
    static final String TASK = "storm-1";
    private static final String ANSWER = "1 + 7 = 8";
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final Requester SOMEBODY = new Requester("somebody", "Somebody");

    private final Audit audit = new Audit();

    AuditScenario() {
        this(false);
    }

    /**
     * @param odd whether it is of a hostile input
     */
    AuditScenario(boolean odd) {
        if (odd) {
            audit.askedOddly(TASK);
        } else {
            audit.asked(TASK, null, ANSWER);
        }
    }

    Audit audit() {
        return audit;
    }

    List<String> verdict() {
        return audit.verdict().stream().map(Violation::what).toList();
    }

    AuditScenario accepted() {
        audit.accepted(TASK);
        return this;
    }

    /** Attempt 1 was claimed, started and lost with its runner. */
    AuditScenario lostOnce() {
        return claimed(1, "runner-1").started(1, "runner-1").retry(1);
    }

    /** Everything as it should be, from the claim to the post. */
    AuditScenario done(int attempt, String runner) {
        return claimed(attempt, runner)
                .started(attempt, runner)
                .ended(attempt, runner)
                .result(attempt, runner)
                .posted();
    }

    AuditScenario claimed(int attempt, String runner) {
        audit.claims(
                new ClaimGranted(
                        holder(runner),
                        attempt(attempt),
                        Pool.DEFAULT,
                        new Work(
                                Prompt.of("Calculate 1 + 7"),
                                TaskOptions.NONE,
                                List.of(),
                                SOMEBODY,
                                new Origin.Http()),
                        Duration.ofSeconds(15),
                        AT));
        return this;
    }

    AuditScenario started(int attempt, String runner) {
        audit.runs(
                new RunStarted(
                        Pool.DEFAULT,
                        holder(runner),
                        attempt(attempt),
                        agent(attempt, runner),
                        "demo",
                        AT));
        return journal(attempt);
    }

    AuditScenario journal(int attempt) {
        audit.started(TASK, attempt);
        return this;
    }

    AuditScenario ended(int attempt, String runner) {
        audit.runs(
                new RunFinished(
                        Pool.DEFAULT,
                        holder(runner),
                        attempt(attempt),
                        new RunOutcome.Succeeded(),
                        null,
                        AT));
        return this;
    }

    AuditScenario ignored(int attempt, String runner) {
        audit.events(
                new StaleRunIgnored(
                        new TaskId(TASK), Pool.DEFAULT, attempt, holder(runner), "finished", AT));
        return this;
    }

    AuditScenario retry(int attempt) {
        audit.events(
                new RetryScheduled(
                        new TaskId(TASK), Pool.DEFAULT, attempt, FailureKind.LOST, "lost", AT, AT));
        return this;
    }

    AuditScenario result(int attempt, String runner) {
        return result(attempt, runner, TaskStatus.SUCCEEDED, ANSWER);
    }

    AuditScenario result(int attempt, String runner, TaskStatus status, String answer) {
        return resultOnly(attempt, runner, status, answer).finishedEvent(attempt, status);
    }

    AuditScenario resultOnly(int attempt, String runner, TaskStatus status, String answer) {
        audit.results(
                new TaskResult(
                        new TaskId(TASK),
                        Pool.DEFAULT,
                        status,
                        Prompt.of("Calculate 1 + 7"),
                        TaskOptions.NONE,
                        new Origin.Http(),
                        SOMEBODY,
                        attempt,
                        new RunnerId(runner),
                        null,
                        new RunReport(
                                new RunReport.Workspace(agent(attempt, runner), "w", List.of()),
                                new RunReport.Spend("demo", Thinking.OFF, null, null),
                                new RunReport.Answer(answer, answer, null, List.of()),
                                Duration.ofSeconds(1),
                                List.of()),
                        AT,
                        AT));
        return this;
    }

    AuditScenario finishedEvent(int attempt, TaskStatus status) {
        audit.events(
                new TaskFinished(
                        new TaskId(TASK),
                        Pool.DEFAULT,
                        attempt,
                        status,
                        null,
                        new Origin.Http(),
                        null,
                        AT));
        return this;
    }

    AuditScenario posted() {
        audit.posted(TASK);
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
