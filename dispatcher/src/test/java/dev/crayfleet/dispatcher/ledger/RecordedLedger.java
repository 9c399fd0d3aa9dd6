package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is recorded of a ledger: all that another dispatcher has when it takes the lane over. */
final class RecordedLedger {
    private final Rules rules;
    private final Map<TaskId, FinishedTask> finished = new HashMap<>();
    private final Map<TaskId, TaskEntry> tasks = new HashMap<>();
    private final Map<RunnerKey, RunnerEntry> runners = new HashMap<>();
    private final Map<RunnerKey, Instant> quietSince = new HashMap<>();
    private final Map<TaskId, ReplayEntry> replays = new LinkedHashMap<>();
    private final Map<Pool, PoolTotals> totals = new HashMap<>();
    private final Map<Pool, PoolPause> pauses = new LinkedHashMap<>();
    private LaneStop stop = LaneStop.NONE;
    private @Nullable LaneFleet fleet;
    private long forgottenTasks;
    private int forgottenPools;

    RecordedLedger(Rules rules) {
        this.rules = rules;
    }

    Collection<TaskEntry> tasks() {
        return tasks.values();
    }

    /** Tasks of pools that were forgotten, all ended. */
    long forgottenTasks() {
        return forgottenTasks;
    }

    int forgottenPools() {
        return forgottenPools;
    }

    /** A ledger as whoever takes the lane over has it. */
    Ledger read() {
        Ledger ledger = new Ledger(rules, id -> Optional.ofNullable(finished.get(id)));
        if (fleet != null) {
            ledger.apply(new LedgerEntry.FleetPut(fleet));
        }
        runners.values().forEach(runner -> ledger.apply(new LedgerEntry.RunnerPut(runner)));
        tasks.values().forEach(task -> ledger.apply(new LedgerEntry.TaskPut(task)));
        replays.values().forEach(replay -> ledger.apply(new LedgerEntry.ReplayPut(replay)));
        ledger.apply(new LedgerEntry.StopPut(stop));
        pauses.values().forEach(pause -> ledger.apply(new LedgerEntry.PausePut(pause)));
        totals.values().forEach(each -> ledger.apply(new LedgerEntry.PoolCounted(each)));
        quietSince.forEach((key, since) -> ledger.apply(new LedgerEntry.RunnerQuiet(key, since)));
        return ledger;
    }

    void record(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.TaskPut put -> tasks.put(put.task().id(), put.task());
            case LedgerEntry.TaskClosed closed -> {
                tasks.remove(closed.task().id());
                finished.put(closed.task().id(), closed.task());
            }
            case LedgerEntry.TaskForgotten forgotten -> finished.remove(forgotten.id());
            case LedgerEntry.RunnerPut put ->
                    checkFairness(runners.put(put.runner().key(), put.runner()), put.runner());
            case LedgerEntry.RunnerRemoved removed -> {
                runners.remove(removed.runner());
                quietSince.remove(removed.runner());
            }
            case LedgerEntry.RunnerQuiet(RunnerKey key, Instant since) -> {
                if (since == null) {
                    quietSince.remove(key);
                } else {
                    quietSince.put(key, since);
                }
            }
            case LedgerEntry.ReplayPut put ->
                    replays.put(put.replay().request().id(), put.replay());
            case LedgerEntry.ReplayClosed closed -> replays.remove(closed.id());
            case LedgerEntry.PoolCounted counted ->
                    totals.put(counted.totals().pool(), counted.totals());
            case LedgerEntry.PoolForgotten forgotten -> forget(forgotten.pool());
            case LedgerEntry.StopPut put -> stop = put.stop();
            case LedgerEntry.FleetPut put -> fleet = put.fleet();
            case LedgerEntry.PausePut put -> pauses.put(put.pause().pool(), put.pause());
            case LedgerEntry.PauseForgotten pause -> pauses.remove(pause.pool());
            case LedgerEntry.Unrecorded unrecorded -> {}
        }
    }

    private void forget(Pool pool) {
        forgottenPools++;
        PoolTotals forgotten = totals.remove(pool);
        if (forgotten != null) {
            HistoryChecks.require(
                    forgotten.accepted() == forgotten.ended(),
                    "a pool is forgotten when all of its tasks have ended");
            forgottenTasks += forgotten.accepted();
        }
    }

    private static void checkFairness(@Nullable RunnerEntry before, RunnerEntry after) {
        boolean isNewlyQuarantined =
                after.standing() == RunnerEntry.Standing.QUARANTINED
                        && (before == null
                                || before.standing() != RunnerEntry.Standing.QUARANTINED);
        HistoryChecks.require(
                !isNewlyQuarantined
                        || after.failed().stream().map(FailedTask::requester).distinct().count()
                                > 1,
                "nobody alone takes a runner away from all others");
        HistoryChecks.require(
                after.failed().stream().map(FailedTask::task).distinct().count()
                        == after.failures(),
                "a task counts once");
    }
}
