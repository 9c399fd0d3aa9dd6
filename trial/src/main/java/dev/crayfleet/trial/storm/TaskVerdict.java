package dev.crayfleet.trial.storm;

import java.util.List;

/** Checks the promises against what was seen of one task. */
final class TaskVerdict {
    private final String id;
    private final TaskFacts task;
    private final List<Violation> found;

    private TaskVerdict(String id, TaskFacts task, List<Violation> found) {
        this.id = id;
        this.task = task;
        this.found = found;
    }

    static void addViolations(String id, TaskFacts task, List<Violation> found) {
        TaskVerdict verdict = new TaskVerdict(id, task, found);
        verdict.checkResult();
        verdict.checkPost();
        for (int attempt = 1; attempt <= task.lastAttempt(); attempt++) {
            verdict.checkClaimAndStart(attempt);
            verdict.checkFinishedOnce(attempt);
        }
        if (task.results == 1) {
            verdict.checkLastAttempt();
        }
    }

    private void checkResult() {
        if (task.accepted && task.results == 0) {
            addViolation("it was accepted and has no result", "crayfleet.results, key " + id);
        }
        if (task.results > 1) {
            addViolation(
                    "it has %d results".formatted(task.results), "crayfleet.results, key " + id);
        }
        if (task.finishedEvents != task.results && !task.unknown) {
            addViolation(
                    "it has %d results and was finished %d times"
                            .formatted(task.results, task.finishedEvents),
                    "TaskFinished in crayfleet.events, key " + id);
        }
    }

    private void checkPost() {
        if (task.results > 0 && task.posts == 0) {
            addViolation("its result was not posted", "#results");
        }
        if (task.posts > 1) {
            addViolation("its result was posted %d times".formatted(task.posts), "#results");
        }
        if (task.posts > 0 && task.results == 0) {
            addViolation(
                    "a result was posted that is none", "#results; crayfleet.results, key " + id);
        }
    }

    private void checkClaimAndStart(int attempt) {
        if (task.claims(attempt) > 1) {
            addViolation(
                    "attempt %d was claimed %d times".formatted(attempt, task.claims(attempt)),
                    "crayfleet.claims");
        }
        if (task.starts(attempt) > 1) {
            addViolation(
                    "attempt %d was started %d times".formatted(attempt, task.starts(attempt)),
                    "the journal of starts");
        }
        if (task.claims(attempt) == 0) {
            String what =
                    task.starts(attempt) > 0
                            ? "attempt %d was started and never claimed"
                            : "attempt %d was never claimed, but a later one was, or it was heard of";
            addViolation(what.formatted(attempt), "crayfleet.claims");
        }
    }

    /** At most one RunFinished of an attempt may be accepted, the others have to be ignored. */
    private void checkFinishedOnce(int attempt) {
        int accepted = task.finishes(attempt) - task.ignoredFinishes(attempt);
        if (accepted > 1) {
            addViolation(
                    "%d messages of the end of attempt %d were believed"
                            .formatted(accepted, attempt),
                    "RunFinished in crayfleet.runs, StaleRunIgnored in crayfleet.events, key "
                            + id);
        }
        if (accepted < 0) {
            addViolation(
                    "more messages of the end of attempt %d were ignored than there were"
                            .formatted(attempt),
                    "StaleRunIgnored in crayfleet.events, key " + id);
        }
    }

    private void checkLastAttempt() {
        int attempt = task.resultAttempt;
        String where = "crayfleet.results and crayfleet.claims, " + id;
        if (attempt != task.lastClaimedAttempt) {
            addViolation(
                    "its result is of attempt %d, but attempt %d was claimed"
                            .formatted(attempt, task.lastClaimedAttempt),
                    where);
        }
        int allowed = 1 + task.allowedRetries + task.returnedAttempts();
        if (attempt > allowed && !task.hostile) {
            addViolation(
                    "it had %d attempts where %d are allowed".formatted(attempt, allowed), where);
        }
        if (!task.succeeded) {
            if (attempt < allowed && !task.hostile) {
                addViolation(
                        "it failed after %d of %d attempts".formatted(attempt, allowed), where);
            }
            return;
        }
        if (!task.hasExpectedAnswer) {
            addViolation("its result is not its answer, which is: " + task.expectedAnswer, where);
        }
        if (task.resultRunnerHash != task.runnerHash(attempt)) {
            addViolation("its result is of a runner that did not have the last attempt", where);
        }
        if (task.agentHash(attempt) != 0 && task.resultAgentHash != task.agentHash(attempt)) {
            addViolation("its result is of another agent than the last attempt's", where);
        }
        if (task.finishes(attempt) - task.ignoredFinishes(attempt) != 1) {
            addViolation("it succeeded by a message that was ignored, or by none", where);
        }
        if (task.starts(attempt) == 0) {
            addViolation("it succeeded without a start", "the journal of starts");
        }
    }

    private void addViolation(String what, String where) {
        found.add(new Violation(id, what, where));
    }
}
