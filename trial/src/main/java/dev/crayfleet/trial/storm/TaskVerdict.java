package dev.crayfleet.trial.storm;

import java.util.List;

/** The promises, held against what was seen of one task. */
final class TaskVerdict {
    private final String id;
    private final TaskFacts task;
    private final List<Violation> found;

    private TaskVerdict(String id, TaskFacts task, List<Violation> found) {
        this.id = id;
        this.task = task;
        this.found = found;
    }

    static void on(String id, TaskFacts task, List<Violation> found) {
        TaskVerdict verdict = new TaskVerdict(id, task, found);
        verdict.oneResult();
        verdict.onePost();
        for (int attempt = 1; attempt <= task.lastAttempt(); attempt++) {
            verdict.oneClaimAndOneStart(attempt);
            verdict.endedOnce(attempt);
        }
        if (task.results == 1) {
            verdict.resultOfTheLastAttempt();
        }
    }

    private void oneResult() {
        if (task.accepted && task.results == 0) {
            broken("it was accepted and has no result", "crayfleet.results, key " + id);
        }
        if (task.results > 1) {
            broken("it has %d results".formatted(task.results), "crayfleet.results, key " + id);
        }
        if (task.finishedEvents != task.results && !task.unsure) {
            broken(
                    "it has %d results and was finished %d times"
                            .formatted(task.results, task.finishedEvents),
                    "TaskFinished in crayfleet.events, key " + id);
        }
    }

    private void onePost() {
        if (task.results > 0 && task.posts == 0) {
            broken("its result was not posted", "#results");
        }
        if (task.posts > 1) {
            broken("its result was posted %d times".formatted(task.posts), "#results");
        }
        if (task.posts > 0 && task.results == 0) {
            broken("a result was posted that is none", "#results; crayfleet.results, key " + id);
        }
    }

    private void oneClaimAndOneStart(int attempt) {
        if (task.claims(attempt) > 1) {
            broken(
                    "attempt %d was claimed %d times".formatted(attempt, task.claims(attempt)),
                    "crayfleet.claims");
        }
        if (task.starts(attempt) > 1) {
            broken(
                    "attempt %d was started %d times".formatted(attempt, task.starts(attempt)),
                    "the journal of starts");
        }
        if (task.claims(attempt) == 0) {
            String what =
                    task.starts(attempt) > 0
                            ? "attempt %d was started and never claimed"
                            : "attempt %d was never claimed, but a later one was, or it was heard of";
            broken(what.formatted(attempt), "crayfleet.claims");
        }
    }

    /** Of all that was said of an attempt's end, at most one was believed. */
    private void endedOnce(int attempt) {
        int believed = task.endings(attempt) - task.ignoredEnds(attempt);
        if (believed > 1) {
            broken(
                    "%d messages of the end of attempt %d were believed"
                            .formatted(believed, attempt),
                    "RunFinished in crayfleet.runs, StaleRunIgnored in crayfleet.events, key "
                            + id);
        }
        if (believed < 0) {
            broken(
                    "more messages of the end of attempt %d were ignored than there were"
                            .formatted(attempt),
                    "StaleRunIgnored in crayfleet.events, key " + id);
        }
    }

    private void resultOfTheLastAttempt() {
        int attempt = task.resultAttempts;
        String where = "crayfleet.results and crayfleet.claims, " + id;
        if (attempt != task.lastClaimed) {
            broken(
                    "its result is of attempt %d, but attempt %d was claimed"
                            .formatted(attempt, task.lastClaimed),
                    where);
        }
        int allowed = 1 + task.retries + task.givenBack();
        if (attempt > allowed && !task.odd) {
            broken("it had %d attempts where %d are allowed".formatted(attempt, allowed), where);
        }
        if (!task.succeeded) {
            if (attempt < allowed && !task.odd) {
                broken("it failed after %d of %d attempts".formatted(attempt, allowed), where);
            }
            return;
        }
        if (!task.rightAnswer) {
            broken("its result is not its answer, which is: " + task.answer, where);
        }
        if (task.resultRunner != task.runner(attempt)) {
            broken("its result is of a runner that did not have the last attempt", where);
        }
        if (task.agent(attempt) != 0 && task.resultAgent != task.agent(attempt)) {
            broken("its result is of another agent than the last attempt's", where);
        }
        if (task.endings(attempt) - task.ignoredEnds(attempt) != 1) {
            broken("it succeeded by a message that was ignored, or by none", where);
        }
        if (task.starts(attempt) == 0) {
            broken("it succeeded without a start", "the journal of starts");
        }
    }

    private void broken(String what, String where) {
        found.add(new Violation(id, what, where));
    }
}
