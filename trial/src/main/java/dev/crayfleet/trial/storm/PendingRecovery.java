package dev.crayfleet.trial.storm;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A fault from which the fleet has not recovered yet, and what is waited for. */
final class PendingRecovery {
    final FaultKind kind;
    final Instant injectedAt;

    /** Lost attempts by task, each of which has to be claimed anew. */
    final Map<String, Integer> lostAttempts = new HashMap<>();

    /** Pools that have to see a claim. */
    final Set<String> pools = new HashSet<>();

    /** The runner that has to get a claim after its restart; empty for other kinds. */
    String restartingRunner = "";

    Instant restartedAt = Instant.MAX;

    PendingRecovery(FaultKind kind, Instant injectedAt) {
        this.kind = kind;
        this.injectedAt = injectedAt;
    }

    boolean hasLost(String task, int attempt) {
        return Integer.valueOf(attempt).equals(lostAttempts.get(task));
    }

    /** What a claim shows about a recovery. */
    enum ClaimEffect {
        NONE,
        /** One of several things that were lost is back; its time is measured. */
        PART,
        COMPLETE
    }

    /**
     * @param claimedAt when the dispatcher made the claim
     */
    ClaimEffect onClaim(String task, int attempt, String runner, String pool, Instant claimedAt) {
        return switch (kind) {
            case RUNNER_KILLED, RUNNER_FROZEN -> {
                Integer lost = lostAttempts.get(task);
                if (lost == null || attempt <= lost) {
                    yield ClaimEffect.NONE;
                }
                lostAttempts.remove(task);
                yield ClaimEffect.PART;
            }
            case RUNNER_RESTARTED ->
                    runner.equals(restartingRunner) && claimedAt.isAfter(restartedAt)
                            ? ClaimEffect.COMPLETE
                            : ClaimEffect.NONE;
            case DISPATCHER_KILLED, DISPATCHER_FROZEN, DISPATCHER_RESTARTED, BROKER_KILLED ->
                    claimedAt.isAfter(injectedAt) && pools.remove(pool) && pools.isEmpty()
                            ? ClaimEffect.COMPLETE
                            : ClaimEffect.NONE;
            case INGEST_KILLED,
                    INGEST_RESTARTED,
                    POSTER_KILLED,
                    POSTER_KILLED_AFTER_POST,
                    POSTER_RESTARTED,
                    DISCORD_AWAY,
                    DISCORD_MUTE ->
                    ClaimEffect.NONE;
        };
    }
}
