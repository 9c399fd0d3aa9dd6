package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunnerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures how long it took until there was progress again in what was hit. All times are this
 * machine's, on which everything runs. Safe for use by many threads.
 *
 * <p>Progress is, after a fault to
 *
 * <ul>
 *   <li>a runner that was killed or frozen: each attempt that it held is claimed anew
 *   <li>a runner told to restart: it is given a claim in its next life
 *   <li>a dispatcher or the broker: every pool has had a claim, so also those of the lanes that
 *       were hit
 *   <li>ingest: it accepts a request that was made afterwards
 *   <li>the poster or Discord: a result is posted
 * </ul>
 */
final class Recoveries {
    private final Map<FaultKind, List<Duration>> measured = new EnumMap<>(FaultKind.class);
    private final Map<String, Held> held = new HashMap<>();
    private final List<Open> open = new ArrayList<>();
    private final Set<String> pools;

    /** Of each runner, by name: the latest it has begun, as far as is known. */
    private final Map<RunnerId, Holder> lives = new HashMap<>();

    private record Held(int attempt, Holder holder) {}

    /** What is waited for. */
    private static final class Open {
        final FaultKind kind;
        final Instant since;
        final Map<String, Integer> attempts = new HashMap<>();
        final Set<String> pools = new HashSet<>();
        String runner = "";
        Instant restarted = Instant.MAX;
        boolean over;

        Open(FaultKind kind, Instant since) {
            this.kind = kind;
            this.since = since;
        }
    }

    Recoveries(List<String> pools) {
        this.pools = Set.copyOf(pools);
    }

    /** Whether a runner has a task that it has not lost, as far as is known. */
    synchronized boolean isBusy(String runner) {
        return held.entrySet().stream()
                .anyMatch(each -> isHeldNow(each.getKey(), each.getValue(), runner));
    }

    /**
     * @param name of the process that was hit
     */
    synchronized void hit(FaultKind kind, String name, Instant now) {
        Open fault = new Open(kind, now);
        switch (kind) {
            case RUNNER_KILLED, RUNNER_FROZEN ->
                    held.forEach((task, is) -> {
                        if (isHeldNow(task, is, name)) {
                            fault.attempts.put(task, is.attempt());
                        }
                    });
            case RUNNER_RESTARTED -> fault.runner = name;
            case DISPATCHER_KILLED, DISPATCHER_FROZEN, DISPATCHER_RESTARTED, BROKER_KILLED ->
                    fault.pools.addAll(pools);
            case INGEST_KILLED,
                    INGEST_RESTARTED,
                    POSTER_KILLED,
                    POSTER_KILLED_AFTER_POST,
                    POSTER_RESTARTED,
                    DISCORD_AWAY,
                    DISCORD_MUTE -> {
                // Any sign of life will do.
            }
        }
        open.add(fault);
    }

    /**
     * Whether a runner has an attempt in its present life, and has not lost it before. What was
     * given to an earlier life after its end was never anybody's.
     */
    private boolean isHeldNow(String task, Held held, String runner) {
        RunnerId id = held.holder().runner();
        return id.value().equals(runner)
                && held.holder().equals(lives.getOrDefault(id, held.holder()))
                && open.stream()
                        .noneMatch(fault ->
                                Integer.valueOf(held.attempt()).equals(fault.attempts.get(task)));
    }

    /** A runner has begun a life. */
    synchronized void ready(Holder holder) {
        lives.put(holder.runner(), holder);
    }

    /** A runner that was told to restart runs again; what it got before does not count. */
    synchronized void restarted(String runner, Instant now) {
        for (Open fault : open) {
            if (fault.runner.equals(runner)) {
                fault.restarted = now;
            }
        }
    }

    /**
     * A claim has become visible.
     *
     * @param decided when the dispatcher made it
     */
    synchronized void claimed(
            String task, int attempt, Holder holder, String pool, Instant decided, Instant seen) {
        held.put(task, new Held(attempt, holder));
        for (Open fault : open) {
            boolean later = decided.isAfter(fault.since);
            switch (fault.kind) {
                case RUNNER_KILLED, RUNNER_FROZEN -> {
                    Integer before = fault.attempts.get(task);
                    if (before != null && attempt > before) {
                        fault.attempts.remove(task);
                        measure(fault, seen);
                    }
                }
                case RUNNER_RESTARTED -> {
                    if (holder.runner().value().equals(fault.runner)
                            && decided.isAfter(fault.restarted)) {
                        measure(fault, seen);
                        fault.over = true;
                    }
                }
                case DISPATCHER_KILLED, DISPATCHER_FROZEN, DISPATCHER_RESTARTED, BROKER_KILLED -> {
                    if (later && fault.pools.remove(pool) && fault.pools.isEmpty()) {
                        measure(fault, seen);
                        fault.over = true;
                    }
                }
                case INGEST_KILLED,
                        INGEST_RESTARTED,
                        POSTER_KILLED,
                        POSTER_KILLED_AFTER_POST,
                        POSTER_RESTARTED,
                        DISCORD_AWAY,
                        DISCORD_MUTE -> {
                    // Claims say nothing of these.
                }
            }
        }
        open.removeIf(fault -> fault.over);
    }

    /** The task's attempt is nobody's any more. */
    synchronized void released(String task, boolean ended) {
        held.remove(task);
        if (ended) {
            open.forEach(fault -> fault.attempts.remove(task));
        }
    }

    /** Ingest has accepted what was asked at that time. */
    synchronized void accepted(Instant asked, Instant now) {
        sign(FaultKind.Target.INGEST, asked, now);
    }

    /** A result stands in the channel. */
    synchronized void posted(Instant at) {
        sign(FaultKind.Target.POSTER, at, at);
        sign(FaultKind.Target.DISCORD, at, at);
    }

    /** How long it took each time; kinds that did not happen are not in it. */
    synchronized Map<FaultKind, List<Duration>> measured() {
        Map<FaultKind, List<Duration>> copy = new EnumMap<>(FaultKind.class);
        measured.forEach((kind, times) -> copy.put(kind, times.stream().sorted().toList()));
        return copy;
    }

    private void sign(FaultKind.Target target, Instant at, Instant now) {
        for (Iterator<Open> all = open.iterator(); all.hasNext(); ) {
            Open fault = all.next();
            if (fault.kind.target() == target && at.isAfter(fault.since)) {
                measure(fault, now);
                all.remove();
            }
        }
    }

    private void measure(Open fault, Instant now) {
        measured.computeIfAbsent(fault.kind, kind -> new ArrayList<>())
                .add(Duration.between(fault.since, now));
    }
}
