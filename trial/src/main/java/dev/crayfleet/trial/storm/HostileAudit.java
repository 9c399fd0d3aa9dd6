package dev.crayfleet.trial.storm;

import dev.crayfleet.corpus.HostileRecord.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps which hostile inputs were sent and what became of each: a task, a dead letter, a refusal,
 * or nothing where that is right. That such a task has one result and one post is checked by {@link
 * Audit}. Does no I/O. Safe for use by many threads.
 */
final class HostileAudit {
    private final Map<String, HostileSubmission> recordsByPosition = new TreeMap<>();
    private final Map<String, HostileSubmission> messagesById = new TreeMap<>();
    private final Map<String, HostileSubmission> tasksById = new TreeMap<>();
    private final Set<String> strayTasks = new HashSet<>();
    private final Set<String> finishedTasks = new HashSet<>();
    private final Set<String> tasksWithoutRunner = new HashSet<>();
    private final Map<HostilePath, Counts<HostileCount>> counts = new EnumMap<>(HostilePath.class);
    private final List<Violation> violations = new ArrayList<>();
    private int unshownResults;

    /**
     * A record was written.
     *
     * @param position {@code topic-partition@offset}
     * @param task its id, where it is to become one
     * @param strayTask a task that the record mentions and that nobody submits
     */
    synchronized void recordSent(
            HostileSubmission submission,
            String position,
            @Nullable String task,
            @Nullable String strayTask) {
        counts(submission.path).add(HostileCount.SENT);
        recordsByPosition.put(position, submission);
        if (task != null) {
            tasksById.put(task, submission);
        }
        if (strayTask != null) {
            strayTasks.add(strayTask);
        }
    }

    /** Kafka refused a record because of its timestamp. */
    synchronized void recordNotTaken(HostilePath path, String name, Outcome expectedOutcome) {
        refusedAtOnce(path);
        if (expectedOutcome != Outcome.NOT_TAKEN) {
            violations.add(
                    new HostileSubmission(path, name, expectedOutcome, "")
                            .violation("Kafka did not take it", "the broker's log"));
        }
    }

    /** A message was written to #task-queue; it may become a task or be refused. */
    synchronized void messageSent(HostilePath path, String name, String id) {
        HostileSubmission submission = new HostileSubmission(path, name, null, "");
        counts(path).add(HostileCount.SENT);
        messagesById.put(id, submission);
        tasksById.put("discord-" + id, submission);
    }

    /** An input was refused by the answer to its request, by ingest, Discord or Kafka. */
    synchronized void refusedAtOnce(HostilePath path) {
        Counts<HostileCount> ofPath = counts(path);
        ofPath.add(HostileCount.SENT);
        ofPath.add(HostileCount.REFUSALS);
    }

    /** Ingest accepted a request. */
    synchronized void taskAccepted(HostilePath path, String name, String task) {
        counts(path).add(HostileCount.SENT);
        tasksById.put(task, new HostileSubmission(path, name, Outcome.TASK, ""));
    }

    /** A message was answered with a refusal; no effect if the message is not a hostile one. */
    synchronized void messageRefused(String message) {
        HostileSubmission submission = messagesById.get(message);
        if (submission != null) {
            submission.refused = true;
        }
    }

    /** A task is queued in a pool that no runner of the storm serves. */
    synchronized void taskWithoutRunner(String task) {
        tasksWithoutRunner.add(task);
    }

    /** Any task has ended, hostile or not. */
    synchronized void taskFinished(String task) {
        finishedTasks.add(task);
    }

    /** The tasks that have to be cancelled because no runner will ever take them. */
    synchronized List<String> tasksToCancel() {
        return tasksWithoutRunner.stream()
                .filter(task -> !finishedTasks.contains(task))
                .sorted()
                .toList();
    }

    /** How many tasks of hostile inputs have ended. */
    synchronized int finishedTasks() {
        return (int) tasksById.keySet().stream().filter(finishedTasks::contains).count();
    }

    /** Whether each input that needs an answer has been answered. */
    synchronized boolean isAllAnswered() {
        return tasksById.entrySet().stream()
                .allMatch(task -> finishedTasks.contains(task.getKey()) || task.getValue().refused);
    }

    /** Whether a hostile record lies at this position; others need not be able to read it. */
    synchronized boolean isHostileRecord(String position) {
        return recordsByPosition.containsKey(position);
    }

    synchronized boolean isHostileTask(String task) {
        return tasksById.containsKey(task);
    }

    /** Whether a hostile record mentions this task, which nobody submits. */
    synchronized boolean isStrayTask(String task) {
        return strayTasks.contains(task);
    }

    /**
     * A dead letter was read.
     *
     * @param origin position of the record that it is of
     * @return whether that is a hostile record
     */
    synchronized boolean deadLetter(String origin, @Nullable String reason) {
        HostileSubmission submission = recordsByPosition.get(origin);
        if (submission == null) {
            return false;
        }
        submission.deadLetters++;
        String found = reason == null ? "" : reason;
        if (found.isBlank() || !found.contains(submission.expectedReason)) {
            violations.add(
                    submission.violation(
                            "its dead letter says \"%s\", and nothing of \"%s\""
                                    .formatted(found, submission.expectedReason),
                            "crayfleet.dead-letters, of " + origin));
        }
        return true;
    }

    /** A message in #results says that a result cannot be shown. */
    synchronized void resultNotShown() {
        unshownResults++;
    }

    /** Call once, after everything has been read. Empty if each input was answered rightly. */
    synchronized List<Violation> verdict() {
        List<Violation> found = new ArrayList<>(violations);
        Map<HostileSubmission, String> tasks = new HashMap<>();
        tasksById.forEach((id, submission) -> tasks.put(submission, id));
        recordsByPosition.forEach((position, submission) ->
                checkRecord(position, submission, tasks.get(submission), found));
        int deadResults = counts(HostilePath.RESULTS).get(HostileCount.DEAD_LETTERS);
        if (unshownResults > deadResults) {
            found.add(
                    new Violation(
                            "hostile results",
                            "%d results are said not to be shown, and %d are dead letters"
                                    .formatted(unshownResults, deadResults),
                            "#results"));
        }
        tasksById.forEach((id, submission) -> checkTask(id, submission, found));
        return found;
    }

    private void checkRecord(
            String position,
            HostileSubmission submission,
            @Nullable String task,
            List<Violation> found) {
        counts(submission.path).add(HostileCount.DEAD_LETTERS, submission.deadLetters);
        int expected = submission.expectedOutcome == Outcome.DEAD_LETTER ? 1 : 0;
        // A record that the broker took unexpectedly may become a task or a dead letter.
        boolean mayBeEither = submission.expectedOutcome == Outcome.NOT_TAKEN;
        if (submission.expectedOutcome == Outcome.IGNORED && submission.deadLetters == 0) {
            counts(submission.path).add(HostileCount.IGNORED);
        }
        if (mayBeEither ? submission.deadLetters > 1 : submission.deadLetters != expected) {
            found.add(
                    submission.violation(
                            "%d dead letters instead of %d"
                                    .formatted(submission.deadLetters, expected),
                            "crayfleet.dead-letters, of " + position));
        }
        if (task != null && submission.deadLetters == 0 && !finishedTasks.contains(task)) {
            found.add(
                    submission.violation(
                            "its task has not ended", "%s, task %s".formatted(position, task)));
        }
    }

    private void checkTask(String id, HostileSubmission submission, List<Violation> found) {
        boolean finished = finishedTasks.contains(id);
        counts(submission.path).add(HostileCount.TASKS, finished ? 1 : 0);
        if (submission.expectedOutcome != null) {
            return;
        }
        counts(submission.path).add(HostileCount.REFUSALS, submission.refused ? 1 : 0);
        if (finished == submission.refused) {
            found.add(
                    submission.violation(
                            finished
                                    ? "it was refused, and is a task as well"
                                    : "it was not answered",
                            "#task-queue, task " + id));
        }
    }

    /** Complete after {@link #verdict}. */
    synchronized Map<HostilePath, Counts<HostileCount>> counts() {
        return new EnumMap<>(counts);
    }

    private Counts<HostileCount> counts(HostilePath path) {
        return counts.computeIfAbsent(path, each -> new Counts<>(HostileCount.class));
    }
}
