package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunnerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures how long it took after each fault until what it hit made progress again. All times are
 * those of this machine, on which everything runs. Safe for use by many threads.
 *
 * <p>Progress is, after a fault of
 *
 * <ul>
 *   <li>a runner that was killed or frozen: each attempt that it held is claimed anew
 *   <li>a runner told to restart: it gets a claim after its start
 *   <li>a dispatcher or the broker: every pool has had a claim, so also those of the lanes that
 *       were hit
 *   <li>ingest: it accepts a request that was made afterwards
 *   <li>the poster or Discord: a result is posted
 * </ul>
 */
final class Recoveries {
    private final Map<FaultKind, List<Duration>> measured = new EnumMap<>(FaultKind.class);
    private final Map<String, HeldAttempt> heldAttempts = new HashMap<>();
    private final List<PendingRecovery> pending = new ArrayList<>();
    private final Set<String> pools;

    /** The latest known incarnation of each runner. */
    private final Map<RunnerId, Holder> currentHolders = new HashMap<>();

    private record HeldAttempt(int number, Holder holder) {}

    Recoveries(List<String> pools) {
        this.pools = Set.copyOf(pools);
    }

    /** Whether a runner has a task that it has not lost, as far as is known. */
    synchronized boolean isBusy(String runner) {
        return heldAttempts.entrySet().stream()
                .anyMatch(each -> isHeldNow(each.getKey(), each.getValue(), runner));
    }

    /**
     * @param process name of the process that was hit
     */
    synchronized void faultInjected(FaultKind kind, String process, Instant now) {
        PendingRecovery recovery = new PendingRecovery(kind, now);
        switch (kind) {
            case RUNNER_KILLED, RUNNER_FROZEN ->
                    heldAttempts.forEach((task, attempt) -> {
                        if (isHeldNow(task, attempt, process)) {
                            recovery.lostAttempts.put(task, attempt.number());
                        }
                    });
            case RUNNER_RESTARTED -> recovery.restartingRunner = process;
            case DISPATCHER_KILLED, DISPATCHER_FROZEN, DISPATCHER_RESTARTED, BROKER_KILLED ->
                    recovery.pools.addAll(pools);
            case INGEST_KILLED,
                    INGEST_RESTARTED,
                    POSTER_KILLED,
                    POSTER_KILLED_AFTER_POST,
                    POSTER_RESTARTED,
                    DISCORD_AWAY,
                    DISCORD_MUTE -> {
                // The next accepted request or post is enough.
            }
        }
        pending.add(recovery);
    }

    /**
     * Whether the current incarnation of a runner holds an attempt and has not lost it before. An
     * attempt given to an earlier incarnation after its end was never run.
     */
    private boolean isHeldNow(String task, HeldAttempt attempt, String runner) {
        RunnerId id = attempt.holder().runner();
        return id.value().equals(runner)
                && attempt.holder().equals(currentHolders.getOrDefault(id, attempt.holder()))
                && pending.stream().noneMatch(recovery -> recovery.hasLost(task, attempt.number()));
    }

    /** A runner has started and joined. */
    synchronized void runnerReady(Holder holder) {
        currentHolders.put(holder.runner(), holder);
    }

    /** A runner that was told to restart is started; claims from before do not count. */
    synchronized void runnerRestarted(String runner, Instant now) {
        for (PendingRecovery recovery : pending) {
            if (recovery.restartingRunner.equals(runner)) {
                recovery.restartedAt = now;
            }
        }
    }

    /**
     * A claim has become visible.
     *
     * @param claimedAt when the dispatcher made it
     */
    synchronized void claimed(
            String task,
            int attempt,
            Holder holder,
            String pool,
            Instant claimedAt,
            Instant visibleAt) {
        heldAttempts.put(task, new HeldAttempt(attempt, holder));
        pending.removeIf(recovery -> {
            PendingRecovery.ClaimEffect effect =
                    recovery.onClaim(task, attempt, holder.runner().value(), pool, claimedAt);
            if (effect != PendingRecovery.ClaimEffect.NONE) {
                measure(recovery, visibleAt);
            }
            return effect == PendingRecovery.ClaimEffect.COMPLETE;
        });
    }

    /**
     * No runner holds the task's attempt any more.
     *
     * @param taskEnded whether there will be no further attempt
     */
    synchronized void attemptReleased(String task, boolean taskEnded) {
        heldAttempts.remove(task);
        if (taskEnded) {
            pending.forEach(recovery -> recovery.lostAttempts.remove(task));
        }
    }

    /** Ingest has accepted a request that was sent at this time. */
    synchronized void submissionAccepted(Instant sentAt, Instant now) {
        complete(FaultKind.FaultTarget.INGEST, sentAt, now);
    }

    synchronized void resultPosted(Instant at) {
        complete(FaultKind.FaultTarget.POSTER, at, at);
        complete(FaultKind.FaultTarget.DISCORD, at, at);
    }

    /** The sorted recovery times; kinds that did not happen are absent. */
    synchronized Map<FaultKind, List<Duration>> measured() {
        Map<FaultKind, List<Duration>> copy = new EnumMap<>(FaultKind.class);
        measured.forEach((kind, times) -> copy.put(kind, times.stream().sorted().toList()));
        return copy;
    }

    /** Completes the recoveries of this target whose fault was before the action began. */
    private void complete(FaultKind.FaultTarget target, Instant actionBegan, Instant now) {
        pending.removeIf(recovery -> {
            boolean complete =
                    recovery.kind.target() == target && actionBegan.isAfter(recovery.injectedAt);
            if (complete) {
                measure(recovery, now);
            }
            return complete;
        });
    }

    private void measure(PendingRecovery recovery, Instant now) {
        measured.computeIfAbsent(recovery.kind, kind -> new ArrayList<>())
                .add(Duration.between(recovery.injectedAt, now));
    }
}
