package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.fleet.gate.Principals;
import dev.crayfleet.fleet.gate.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What each requester has asked of a lane of late, as far as the fleet file limits that. For one
 * thread.
 */
final class RequesterUsage {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** The highest limit of a minute that a fleet file can have. */
    private static final int MAX_TIMES = 600;

    /** So many are looked through at a time, which is then done seldom. */
    private static final int MIN_SWEEP = 1_000;

    private final Map<String, Counts> byPrincipal = new HashMap<>();
    private boolean isCounting;
    private int sweepAt = MIN_SWEEP;

    private static final class Counts {
        /** The oldest first: tasks that lived before a takeover come in any order. */
        private final PriorityQueue<Instant> submitted = new PriorityQueue<>();

        private int open;

        /** Replays that wait for their sources. */
        private int replays;

        boolean isEmpty() {
            return open == 0 && replays == 0 && submitted.isEmpty();
        }
    }

    /**
     * Another file decides: counts from then on, beginning with the tasks that live, or not at all.
     */
    void follow(Fleet fleet, Collection<TaskEntry> live, Collection<ReplayEntry> waiting) {
        byPrincipal.clear();
        isCounting =
                fleet.roles().values().stream()
                        .map(role -> role.caps())
                        .anyMatch(
                                caps -> caps.tasksPerMinute() != null || caps.openTasks() != null);
        live.forEach(this::add);
        waiting.forEach(this::add);
    }

    /** A task is new. */
    void add(TaskEntry task) {
        if (isCounting) {
            sweep(task.history().getFirst().at());
            Counts counts = counts(task);
            counts.open++;
            note(counts, task.history().getFirst().at());
        }
    }

    /** A task has ended. */
    void remove(TaskEntry task) {
        if (isCounting) {
            Counts counts = counts(task);
            counts.open--;
            forgetIfEmpty(idOf(task), counts, task.history().getLast().at());
        }
    }

    /** A replay waits for its source. */
    void add(ReplayEntry replay) {
        if (isCounting) {
            sweep(replay.request().requestedAt());
            byPrincipal.computeIfAbsent(idOf(replay), any -> new Counts()).replays++;
        }
    }

    /**
     * A replay has become a task, or nothing.
     *
     * @param replay absent where none waited
     */
    void remove(@Nullable ReplayEntry replay) {
        if (isCounting && replay != null) {
            byPrincipal.computeIfPresent(
                    idOf(replay),
                    (id, counts) -> {
                        counts.replays--;
                        return counts.isEmpty() ? null : counts;
                    });
        }
    }

    Usage of(Principal principal, Instant now) {
        Counts counts = byPrincipal.get(principal.root().id());
        return counts == null
                ? new Usage(List.of(), now, 0)
                : new Usage(List.copyOf(counts.submitted), now, counts.open);
    }

    /** The same, as if the replays that wait for their sources had been submitted just now. */
    Usage withReplays(Principal principal, Instant now) {
        Usage usage = of(principal, now);
        Counts counts = byPrincipal.get(principal.root().id());
        int replays = counts == null ? 0 : counts.replays;
        List<Instant> submitted = new ArrayList<>(usage.submitted());
        // More make no difference to any limit of a file.
        submitted.addAll(Collections.nCopies(Math.min(replays, MAX_TIMES), now));
        return new Usage(submitted, now, usage.openTasks() + replays);
    }

    /** Whoever has asked once must not be remembered for ever: there may be very many of them. */
    private void sweep(Instant now) {
        if (byPrincipal.size() >= sweepAt) {
            byPrincipal
                    .values()
                    .removeIf(counts -> {
                        forgetBefore(counts, now.minus(WINDOW));
                        return counts.isEmpty();
                    });
            sweepAt = Math.max(MIN_SWEEP, 2 * byPrincipal.size());
        }
    }

    private static void note(Counts counts, Instant at) {
        counts.submitted.add(at);
        if (counts.submitted.size() > MAX_TIMES) {
            counts.submitted.remove();
        }
        forgetBefore(counts, at.minus(WINDOW));
    }

    private static void forgetBefore(Counts counts, Instant start) {
        while (!counts.submitted.isEmpty() && counts.submitted.element().isBefore(start)) {
            counts.submitted.remove();
        }
    }

    private void forgetIfEmpty(String id, Counts counts, Instant now) {
        forgetBefore(counts, now.minus(WINDOW));
        if (counts.isEmpty()) {
            byPrincipal.remove(id);
        }
    }

    private Counts counts(TaskEntry task) {
        return byPrincipal.computeIfAbsent(idOf(task), any -> new Counts());
    }

    private static String idOf(ReplayEntry replay) {
        return Principals.of(replay.request().requester()).root().id();
    }

    private static String idOf(TaskEntry task) {
        return Principals.of(task.submitted()).root().id();
    }
}
