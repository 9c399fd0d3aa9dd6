package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskEvent.RunnerLost;
import dev.crayfleet.contract.TaskEvent.StaleRunIgnored;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes what was submitted, said, started and posted, in any order, and reports in the end which
 * promises were broken. Does no I/O. Not safe for use by many threads.
 */
final class Audit {
    /** Of a task that does not set them. */
    static final int DEFAULT_RETRIES = 2;

    private final Map<String, TaskFacts> tasks = new HashMap<>();
    private final DeadLetterAudit deadLetters = new DeadLetterAudit();
    private final List<Violation> violations = new ArrayList<>();
    private final Counts<AuditCount> counts = new Counts<>(AuditCount.class);

    /**
     * A task is about to be submitted.
     *
     * @param retries absent leaves it to the dispatcher
     */
    void expectTask(String id, @Nullable Integer retries, String answer) {
        tasks.put(id, new TaskFacts(retries == null ? DEFAULT_RETRIES : retries, answer));
    }

    /** A hostile input may become this task; at most one result is allowed. */
    void expectHostileTask(String id) {
        TaskFacts task = new TaskFacts(DEFAULT_RETRIES, "");
        task.hostile = true;
        tasks.putIfAbsent(id, task);
    }

    /** From here on the task must have a result. */
    void taskAccepted(String id) {
        facts(id, "acceptances").accepted = true;
    }

    /** A record that cannot be read is about to be sent; its dead letter is known by this text. */
    void expectUnreadable(String text) {
        deadLetters.expect(text);
    }

    void onClaim(ClaimMessage message) {
        if (message instanceof ClaimGranted claim) {
            counts.add(AuditCount.ATTEMPTS);
            facts(claim.attempt().task().value(), "crayfleet.claims")
                    .addClaim(claim.attempt().number(), claim.holder().runner().value());
        }
    }

    void onRunMessage(RunMessage message) {
        if (message instanceof RunStarted started) {
            facts(started.attempt().task().value(), "crayfleet.runs")
                    .addRunStarted(started.attempt().number(), started.agent());
        } else if (message instanceof RunFinished finished) {
            facts(finished.attempt().task().value(), "crayfleet.runs")
                    .addRunFinished(
                            finished.attempt().number(),
                            finished.outcome() instanceof Failed failed
                                    && failed.kind() == FailureKind.LOST);
        }
    }

    void onResult(TaskResult result) {
        TaskFacts task = facts(result.id().value(), "crayfleet.results");
        task.results++;
        task.resultAttempt = result.attempts();
        task.succeeded = result.status() == TaskStatus.SUCCEEDED;
        task.resultRunnerHash =
                TaskFacts.hash(result.runner() == null ? null : result.runner().value());
        RunReport report = result.report();
        task.resultAgentHash = report == null ? 0 : TaskFacts.hash(report.workspace().agent());
        if (task.hostile) {
            counts.add(AuditCount.HOSTILE_RESULTS);
        } else if (task.succeeded) {
            counts.add(AuditCount.SUCCEEDED);
            task.hasExpectedAnswer =
                    report != null && report.answer().result().contains(task.expectedAnswer);
        } else {
            counts.add(AuditCount.FAILED);
        }
    }

    void onEvent(TaskEvent event) {
        if (event instanceof StaleRunIgnored stale) {
            counts.add(AuditCount.STALE_MESSAGES);
            if (stale.what().equals("finished")) {
                facts(stale.id().value(), "crayfleet.events").addIgnoredFinish(stale.attempt());
            }
        } else if (event instanceof TaskFinished finished) {
            facts(finished.id().value(), "crayfleet.events").finishedEvents++;
        } else if (event instanceof DuplicateIgnored) {
            counts.add(AuditCount.DUPLICATES);
        } else if (event instanceof RetryScheduled) {
            counts.add(AuditCount.RETRIES);
        } else if (event instanceof RunnerLost lost) {
            counts.add(AuditCount.LOST_ATTEMPTS, lost.attempts());
        }
    }

    /** A dead letter that {@link HostileAudit} checks. */
    void countHostileDeadLetter() {
        counts.add(AuditCount.DEAD_LETTERS);
    }

    /** Any other dead letter. */
    void onDeadLetter(String text, @Nullable String reason) {
        counts.add(AuditCount.DEAD_LETTERS);
        deadLetters.add(text, reason);
    }

    /** The file of agent starts has a line of this attempt. */
    void agentStarted(String task, int attempt) {
        counts.add(AuditCount.STARTS);
        facts(task, "the journal of starts").addStart(attempt);
    }

    /** A message in #results names the task in its first line. */
    void resultPosted(String task) {
        counts.add(AuditCount.POSTS);
        facts(task, "#results").posts++;
    }

    /** Something was found that should not exist, or could not be read. */
    void addUnexpected(String what, String where) {
        violations.add(new Violation("something strange", what, where));
    }

    void add(Violation violation) {
        violations.add(violation);
    }

    /** By the names that the report uses, in its order. */
    Map<String, Integer> countsByName() {
        int ordinaryTasks = (int) tasks.values().stream().filter(task -> !task.hostile).count();
        Map<String, Integer> byName = counts.byName();
        byName.put(AuditCount.TASKS.toString(), ordinaryTasks);
        return byName;
    }

    /** Empty if every promise was kept. */
    List<Violation> verdict() {
        List<Violation> found = new ArrayList<>(violations);
        tasks.forEach((id, task) -> TaskVerdict.addViolations(id, task, found));
        deadLetters.addViolations(found);
        Collections.sort(found);
        return found;
    }

    private TaskFacts facts(String id, String where) {
        TaskFacts known = tasks.get(id);
        if (known == null) {
            violations.add(new Violation(id, "nobody asked for this task", where));
            known = new TaskFacts(DEFAULT_RETRIES, "");
            known.unknown = true;
            tasks.put(id, known);
        }
        return known;
    }
}
