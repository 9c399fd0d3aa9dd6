package dev.crayfleet.trial.storm;

import dev.crayfleet.corpus.HostileRecord.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What hostile inputs were sent, and what came of each: a task, a dead letter, a refusal, or
 * nothing where nothing is right. That a task of one has one result and one post is for the {@link
 * Audit}. Pure: it reads and sends nothing itself. Safe for use by many threads.
 */
final class HostileAudit {
    private final Map<String, Sent> records = new TreeMap<>();
    private final Map<String, Sent> messages = new TreeMap<>();
    private final Map<String, Sent> tasks = new TreeMap<>();
    private final Set<String> strays = new HashSet<>();
    private final Set<String> finished = new HashSet<>();
    private final Set<String> unserved = new HashSet<>();
    private final Map<HostilePath, Tally> tallies = new EnumMap<>(HostilePath.class);
    private final List<Violation> atOnce = new ArrayList<>();
    private int notShown;

    /** What came of all that was sent by one way. */
    static final class Tally {
        int sent;
        int tasks;
        int deadLetters;
        int refusals;
        int ignored;

        /** For people and programs, in order. */
        Map<String, Integer> named() {
            Map<String, Integer> named = new LinkedHashMap<>();
            named.put("sent", sent);
            named.put("tasks", tasks);
            named.put("dead letters", deadLetters);
            named.put("refusals", refusals);
            named.put("ignored", ignored);
            return named;
        }
    }

    /** One input by one way; what is expected is known of records only. */
    private static final class Sent {
        private final HostilePath inlet;
        private final String name;
        private final @Nullable Outcome outcome;
        private final String reason;
        private int deadLetters;
        private boolean refused;

        Sent(HostilePath inlet, String name, @Nullable Outcome outcome, String reason) {
            this.inlet = inlet;
            this.name = name;
            this.outcome = outcome;
            this.reason = reason;
        }

        Violation broken(String what, String where) {
            return new Violation("hostile " + name + " by " + inlet.words(), what, where);
        }
    }

    /**
     * A record lies there.
     *
     * @param place {@code topic-partition@offset}
     * @param task its id, where it is to be one
     * @param reason a part of what its dead letter is to say
     * @param stray a task that it speaks of and that nobody asks for
     */
    synchronized void record(
            HostilePath inlet,
            String name,
            String place,
            Outcome outcome,
            @Nullable String task,
            String reason,
            @Nullable String stray) {
        Sent sent = new Sent(inlet, name, outcome, reason);
        tally(inlet).sent++;
        records.put(place, sent);
        if (task != null) {
            tasks.put(task, sent);
        }
        if (stray != null) {
            strays.add(stray);
        }
    }

    /** Kafka did not take a record for its time. */
    synchronized void notTaken(HostilePath inlet, String name, Outcome outcome) {
        Tally tally = tally(inlet);
        tally.sent++;
        tally.refusals++;
        if (outcome != Outcome.NOT_TAKEN) {
            Sent sent = new Sent(inlet, name, outcome, "");
            atOnce.add(sent.broken("Kafka did not take it", "the broker's log"));
        }
    }

    /** A message stands in #task-queue; whether it is a task will be seen. */
    synchronized void message(HostilePath inlet, String name, String id) {
        Sent sent = new Sent(inlet, name, null, "");
        tally(inlet).sent++;
        messages.put(id, sent);
        tasks.put("discord-" + id, sent);
    }

    /** It was refused at once, by ingest or by Discord itself. */
    synchronized void refused(HostilePath inlet) {
        Tally tally = tally(inlet);
        tally.sent++;
        tally.refusals++;
    }

    /** Ingest has accepted it. */
    synchronized void accepted(HostilePath inlet, String name, String task) {
        tally(inlet).sent++;
        tasks.put(task, new Sent(inlet, name, Outcome.TASK, ""));
    }

    /** The message was answered with a refusal; says nothing of messages that are not hostile. */
    synchronized void replied(String message) {
        Sent sent = messages.get(message);
        if (sent != null) {
            sent.refused = true;
        }
    }

    /** A task waits in a pool that no runner of the storm serves. */
    synchronized void waits(String task) {
        unserved.add(task);
    }

    /** A task has ended, of whomever. */
    synchronized void finished(String task) {
        finished.add(task);
    }

    /** What must be cancelled, or would wait for a runner that never comes. */
    synchronized List<String> toCancel() {
        return unserved.stream().filter(task -> !finished.contains(task)).sorted().toList();
    }

    /** How many tasks of hostile inputs have ended. */
    synchronized int tasksFinished() {
        return (int) tasks.keySet().stream().filter(finished::contains).count();
    }

    /** Whether each has been answered, as far as it is to be. */
    synchronized boolean allAnswered() {
        return tasks.entrySet().stream()
                .allMatch(task -> finished.contains(task.getKey()) || task.getValue().refused);
    }

    /** Whether this is a record of ours, which nobody else need understand. */
    synchronized boolean isRecord(String place) {
        return records.containsKey(place);
    }

    /** Whether this is a task of a hostile input. */
    synchronized boolean isTask(String task) {
        return tasks.containsKey(task);
    }

    /** Whether a hostile input speaks of this task, which nobody asks for. */
    synchronized boolean isStray(String task) {
        return strays.contains(task);
    }

    /**
     * @param place of the record that it is of
     * @return whether that was ours
     */
    synchronized boolean deadLetter(String place, @Nullable String reason) {
        Sent sent = records.get(place);
        if (sent == null) {
            return false;
        }
        sent.deadLetters++;
        String said = reason == null ? "" : reason;
        if (said.isBlank() || !said.contains(sent.reason)) {
            atOnce.add(
                    sent.broken(
                            "its dead letter says \"%s\", and nothing of \"%s\""
                                    .formatted(said, sent.reason),
                            "crayfleet.dead-letters, of " + place));
        }
        return true;
    }

    /** A message in #results says that there is a result which cannot be shown. */
    synchronized void notShown() {
        notShown++;
    }

    /** Call once, when all has been told. Empty if each was answered rightly. */
    synchronized List<Violation> verdict() {
        List<Violation> found = new ArrayList<>(atOnce);
        Map<Sent, String> ids = new HashMap<>();
        tasks.forEach((id, sent) -> ids.put(sent, id));
        records.forEach((place, sent) -> judge(place, sent, ids.get(sent), found));
        int letters = tally(HostilePath.RESULTS).deadLetters;
        if (notShown > letters) {
            found.add(
                    new Violation(
                            "hostile results",
                            "%d results are said not to be shown, and %d are dead letters"
                                    .formatted(notShown, letters),
                            "#results"));
        }
        tasks.forEach((id, sent) -> {
            boolean isTask = finished.contains(id);
            tally(sent.inlet).tasks += isTask ? 1 : 0;
            if (sent.outcome == null) {
                tally(sent.inlet).refusals += sent.refused ? 1 : 0;
                if (isTask == sent.refused) {
                    found.add(
                            sent.broken(
                                    isTask
                                            ? "it was refused, and is a task as well"
                                            : "it was not answered",
                                    "#task-queue, task " + id));
                }
            }
        });
        return found;
    }

    private void judge(String place, Sent sent, @Nullable String id, List<Violation> found) {
        tally(sent.inlet).deadLetters += sent.deadLetters;
        int expected = sent.outcome == Outcome.DEAD_LETTER ? 1 : 0;
        // What a broker takes against expectation is a task or not; it is answered in any case.
        boolean either = sent.outcome == Outcome.NOT_TAKEN;
        if (sent.outcome == Outcome.IGNORED && sent.deadLetters == 0) {
            tally(sent.inlet).ignored++;
        }
        if (either ? sent.deadLetters > 1 : sent.deadLetters != expected) {
            found.add(
                    sent.broken(
                            "%d dead letters instead of %d".formatted(sent.deadLetters, expected),
                            "crayfleet.dead-letters, of " + place));
        }
        if (id != null && sent.deadLetters == 0 && !finished.contains(id)) {
            found.add(sent.broken("its task has not ended", "%s, task %s".formatted(place, id)));
        }
    }

    /** After the verdict. */
    synchronized Map<HostilePath, Tally> tallies() {
        return new EnumMap<>(tallies);
    }

    private Tally tally(HostilePath inlet) {
        return tallies.computeIfAbsent(inlet, each -> new Tally());
    }
}
