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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes down what was asked, told, started and posted, in any order, and says in the end which
 * promises were broken. Pure: it reads nothing itself. Not safe for use by many threads.
 */
final class Audit {
    /** Where a task says nothing. */
    static final int DEFAULT_RETRIES = 2;

    private final Map<String, TaskFacts> tasks = new HashMap<>();
    private final Map<String, Integer> bad = new TreeMap<>();
    private final List<Violation> atOnce = new ArrayList<>();
    private final Counts counts = new Counts();

    /** What happened how often. */
    static final class Counts {
        int tasks;
        int attempts;
        int starts;
        int retries;
        int lostAttempts;
        int succeeded;
        int failed;
        int duplicates;
        int stale;
        int posts;
        int deadLetters;
        int odd;

        /** For people, in order. */
        Map<String, Integer> named() {
            Map<String, Integer> named = new LinkedHashMap<>();
            named.put("tasks", tasks);
            named.put("attempts claimed", attempts);
            named.put("agents started", starts);
            named.put("retries", retries);
            named.put("attempts lost with their runner", lostAttempts);
            named.put("succeeded", succeeded);
            named.put("failed for want of attempts", failed);
            named.put("duplicates recognised", duplicates);
            named.put("messages of stale attempts ignored", stale);
            named.put("posts in #results", posts);
            named.put("dead letters", deadLetters);
            named.put("results of hostile inputs", odd);
            return named;
        }
    }

    /**
     * Somebody is about to ask for a task.
     *
     * @param retries absent leaves it to the dispatcher
     */
    void asked(String id, @Nullable Integer retries, String answer) {
        tasks.put(id, new TaskFacts(retries == null ? DEFAULT_RETRIES : retries, answer));
    }

    /** A hostile input may be this task, and is it once at most. */
    void askedOddly(String id) {
        TaskFacts task = new TaskFacts(DEFAULT_RETRIES, "");
        task.odd = true;
        tasks.putIfAbsent(id, task);
    }

    /** It was accepted: from here on it is promised. */
    void accepted(String id) {
        facts(id, "acceptances").accepted = true;
    }

    /** A record that nobody can read was sent; it is known by its text. */
    void askedBadly(String text) {
        bad.put(text, 0);
    }

    void claims(ClaimMessage message) {
        if (message instanceof ClaimGranted claim) {
            counts.attempts++;
            facts(claim.attempt().task().value(), "crayfleet.claims")
                    .claimed(claim.attempt().number(), claim.holder().runner().value());
        }
    }

    void runs(RunMessage message) {
        if (message instanceof RunStarted started) {
            facts(started.attempt().task().value(), "crayfleet.runs")
                    .saidStarted(started.attempt().number(), started.agent());
        } else if (message instanceof RunFinished finished) {
            facts(finished.attempt().task().value(), "crayfleet.runs")
                    .saidEnded(
                            finished.attempt().number(),
                            finished.outcome() instanceof Failed failed
                                    && failed.kind() == FailureKind.LOST);
        }
    }

    void results(TaskResult result) {
        TaskFacts task = facts(result.id().value(), "crayfleet.results");
        task.results++;
        task.resultAttempts = result.attempts();
        task.succeeded = result.status() == TaskStatus.SUCCEEDED;
        task.resultRunner =
                TaskFacts.hash(result.runner() == null ? null : result.runner().value());
        RunReport report = result.report();
        task.resultAgent = report == null ? 0 : TaskFacts.hash(report.workspace().agent());
        if (task.odd) {
            counts.odd++;
        } else if (task.succeeded) {
            counts.succeeded++;
            task.rightAnswer = report != null && report.answer().result().contains(task.answer);
        } else {
            counts.failed++;
        }
    }

    void events(TaskEvent event) {
        if (event instanceof StaleRunIgnored stale) {
            counts.stale++;
            if (stale.what().equals("finished")) {
                facts(stale.id().value(), "crayfleet.events").ignoredEnd(stale.attempt());
            }
        } else if (event instanceof TaskFinished finished) {
            facts(finished.id().value(), "crayfleet.events").finishedEvents++;
        } else if (event instanceof DuplicateIgnored) {
            counts.duplicates++;
        } else if (event instanceof RetryScheduled) {
            counts.retries++;
        } else if (event instanceof RunnerLost lost) {
            counts.lostAttempts += lost.attempts();
        }
    }

    /** One that is expected of a hostile input. */
    void deadLetterOfAHostile() {
        counts.deadLetters++;
    }

    void deadLetter(String text, @Nullable String reason) {
        counts.deadLetters++;
        if (!bad.containsKey(text)) {
            atOnce.add(
                    new Violation(
                            "a dead letter",
                            "nobody sent what cannot be read: "
                                    + text.substring(0, Math.min(200, text.length())),
                            "crayfleet.dead-letters, reason: " + reason));
        } else if (reason == null || reason.isBlank()) {
            atOnce.add(
                    new Violation(
                            "a dead letter",
                            "it has no reason: " + text,
                            "crayfleet.dead-letters"));
        } else {
            bad.merge(text, 1, Integer::sum);
        }
    }

    /** A line of the agents' journal. */
    void started(String task, int attempt) {
        counts.starts++;
        facts(task, "the journal of starts").started(attempt);
    }

    /** A message in #results whose first line names the task. */
    void posted(String task) {
        counts.posts++;
        facts(task, "#results").posts++;
    }

    /** A message in #results, or a record, that cannot be understood. */
    void strange(String what, String where) {
        atOnce.add(new Violation("something strange", what, where));
    }

    /** What was seen to go wrong elsewhere. */
    void add(Violation violation) {
        atOnce.add(violation);
    }

    Counts counts() {
        counts.tasks = (int) tasks.values().stream().filter(task -> !task.odd).count();
        return counts;
    }

    /** Empty if every promise was kept. */
    List<Violation> verdict() {
        List<Violation> found = new ArrayList<>(atOnce);
        tasks.forEach((id, task) -> TaskVerdict.on(id, task, found));
        bad.forEach((text, times) -> {
            if (times != 1) {
                found.add(
                        new Violation(
                                "a dead letter",
                                "%d instead of 1 for: %s".formatted(times, text),
                                "crayfleet.dead-letters"));
            }
        });
        Collections.sort(found);
        return found;
    }

    private TaskFacts facts(String id, String where) {
        TaskFacts known = tasks.get(id);
        if (known == null) {
            atOnce.add(new Violation(id, "nobody asked for this task", where));
            known = new TaskFacts(DEFAULT_RETRIES, "");
            known.unsure = true;
            tasks.put(id, known);
        }
        return known;
    }
}
