package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.fleet.Fleet;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that one lane knows: its live tasks, the queue of each pool, the runners and what they hold.
 * Changed by {@link #apply} alone, so that the recorded entries, applied again, give the same
 * ledger. Of tasks that have ended it asks the archive. For one thread.
 */
public final class Ledger {
    private final Function<TaskId, Optional<FinishedTask>> archive;
    private final Map<TaskId, TaskEntry> tasks = new HashMap<>();
    private final Map<TaskId, ReplayEntry> replays = new LinkedHashMap<>();
    private final Holds holds = new Holds();
    private final LanePools pools;
    private final LaneRunners runners;
    private final TaskTimers timers;
    private final UnservedNotices unservedNotices;
    private final RequesterUsage usage = new RequesterUsage();
    private final SharedDecisions decisions = new SharedDecisions();
    private Fleet fleet = Fleet.open();
    private int changeCount;
    private boolean hasFinishedTasks;

    /**
     * @param archive where tasks that have ended are looked up
     */
    public Ledger(Rules rules, Function<TaskId, Optional<FinishedTask>> archive) {
        this.archive = archive;
        this.pools = new LanePools(rules, holds);
        this.runners = new LaneRunners(rules.leases(), pools.states());
        this.timers = new TaskTimers(rules);
        this.unservedNotices = new UnservedNotices(rules.unservedNotices());
    }

    /** Takes a change in. Never fails: an entry that names something unknown changes nothing. */
    public void apply(LedgerEntry entry) {
        changeCount++;
        switch (entry) {
            case LedgerEntry.TaskPut put -> put(put.task());
            case LedgerEntry.TaskClosed closed -> close(closed.task());
            case LedgerEntry.TaskForgotten forgotten -> {}
            case LedgerEntry.PoolCounted counted ->
                    pools.get(counted.totals().pool()).setTotals(counted.totals());
            case LedgerEntry.PoolForgotten forgotten -> pools.forget(forgotten.pool());
            case LedgerEntry.ReplayPut put -> {
                usage.remove(replays.put(put.replay().request().id(), put.replay()));
                usage.add(put.replay());
            }
            case LedgerEntry.ReplayClosed closed -> usage.remove(replays.remove(closed.id()));
            case LedgerEntry.RunnerPut put -> {
                slots(put.runner().key()).setEntry(put.runner());
                runners.leases().markChanged();
                pools.limit().sessions().put(put.runner());
            }
            case LedgerEntry.RunnerRemoved removed -> {
                RunnerKey key = removed.runner();
                pools.get(key.pool()).runners().remove(key.holder());
                pools.limit().sessions().remove(key);
            }
            case LedgerEntry.RunnerQuiet quiet ->
                    slots(quiet.runner()).lastHeard().setQuietSince(quiet.since());
            case LedgerEntry.RunnerHeard heard ->
                    slots(heard.runner()).lastHeard().heard(heard.at(), heard.isRecent());
            case LedgerEntry.OrphansCounted counted ->
                    slots(counted.runner()).setOrphans(counted.attempts());
            case LedgerEntry.AttemptEndReported reported ->
                    slots(reported.runner()).addReportedEnd(reported.attempt());
            case LedgerEntry.DenialTold told -> slots(told.runner()).setDenialTold(told.at());
            case LedgerEntry.UnservedNoticeOmitted omitted ->
                    task(omitted.task()).ifPresent(this::removeNotice);
            case LedgerEntry.StopPut put -> {
                holds.setStop(put.stop());
                timers.holdExpiries(put.stop());
            }
            case LedgerEntry.FleetPut put -> {
                fleet = put.fleet().toFleet();
                pools.follow(fleet);
                usage.follow(fleet, tasks.values(), replays.values());
            }
            case LedgerEntry.PausePut put -> holds.put(put.pause());
            case LedgerEntry.PauseForgotten forgotten -> holds.forget(forgotten.pool());
            case LedgerEntry.PositionsPublished published ->
                    pools.get(published.pool()).positionsPublished(published);
        }
    }

    private void put(TaskEntry written) {
        TaskEntry task = decisions.share(written);
        if (!remove(task.id(), task.state())) {
            pools.get(task.pool()).countAccepted();
            usage.add(task);
            pools.markTotalsChanged(task.pool());
        }
        tasks.put(task.id(), task);
        pools.get(task.pool()).add(task);
        timers.add(task);
        if (task.state() instanceof TaskState.Queued queued) {
            PoolRunners serving = pools.get(task.pool()).runners();
            unservedNotices.add(
                    task, queued.since(), serving.anyAliveFor(ClaimConstraints.of(task)));
            pools.markQueueMoved(task.pool());
        }
    }

    private void close(FinishedTask task) {
        TaskEntry live = tasks.get(task.id());
        if (live != null && remove(task.id(), null)) {
            usage.remove(live);
            pools.get(task.pool()).countEnded(task);
            hasFinishedTasks = true;
            pools.markTotalsChanged(task.pool());
        }
    }

    /**
     * @param next its next state; absent where it has ended
     * @return whether it was there
     */
    private boolean remove(TaskId id, @Nullable TaskState next) {
        TaskEntry task = tasks.remove(id);
        if (task == null) {
            return false;
        }
        pools.get(task.pool()).remove(task, next);
        timers.remove(task);
        removeNotice(task);
        if (task.state() instanceof TaskState.Queued) {
            pools.markQueueMoved(task.pool());
        }
        return true;
    }

    private void removeNotice(TaskEntry task) {
        if (task.state() instanceof TaskState.Queued queued) {
            unservedNotices.remove(task, queued.since());
        }
    }

    private RunnerSlots slots(RunnerKey key) {
        return pools.get(key.pool()).runners().getOrCreate(key.holder());
    }

    /**
     * Takes in a task that ended earlier, for lists; in the order in which they ended. Not if its
     * pool has been forgotten.
     */
    public void addFinished(FinishedTask task) {
        pools.find(task.pool()).ifPresent(pool -> pool.addRecent(task));
        hasFinishedTasks = true;
    }

    /**
     * Grows with each change. Compared before and after a failed decision, it tells whether the
     * ledger was changed.
     */
    public int changeCount() {
        return changeCount;
    }

    /** Whether tasks have ended, which are to be forgotten after the retention. */
    public boolean hasFinishedTasks() {
        return hasFinishedTasks;
    }

    /** The totals of pools that have changed since this was last asked. */
    List<LedgerEntry> takeChangedTotals() {
        return pools.takeChangedTotals();
    }

    /** Pools and runners that are beyond the limits, or have been kept long enough. */
    List<LedgerEntry> surplus(Instant now) {
        return pools.surplus(now);
    }

    Optional<TaskEntry> task(TaskId id) {
        return Optional.ofNullable(tasks.get(id));
    }

    Collection<TaskEntry> liveTasks() {
        return tasks.values();
    }

    /** Whether the id was ever seen, within the time that ended tasks are kept. */
    public boolean knows(TaskId id) {
        return tasks.containsKey(id) || archive.apply(id).isPresent();
    }

    Optional<FinishedTask> finished(TaskId id) {
        return archive.apply(id);
    }

    /** What a task asked, as a hash; absent where it is not known. */
    Optional<String> fingerprint(TaskId id) {
        TaskEntry task = tasks.get(id);
        return task == null
                ? archive.apply(id).map(FinishedTask::digest).map(TaskDigest::fingerprint)
                : Optional.of(TaskFingerprint.of(task.submitted()));
    }

    Optional<ReplayEntry> replay(TaskId id) {
        return Optional.ofNullable(replays.get(id));
    }

    public boolean hasPendingReplays() {
        return !replays.isEmpty();
    }

    /** Replays whose sources are to be read, oldest first. */
    public List<ReplayEntry> pendingReplays() {
        return List.copyOf(replays.values());
    }

    /** Who may what. */
    Fleet fleet() {
        return fleet;
    }

    RequesterUsage usage() {
        return usage;
    }

    /** What keeps tasks from being claimed because somebody has said so. */
    Holds holds() {
        return holds;
    }

    LanePools pools() {
        return pools;
    }

    /** The state of a pool, which is made if there is none. */
    PoolState pool(Pool pool) {
        return pools.get(pool);
    }

    /** A count of everything, by pool. */
    public Map<Pool, PoolCounts> counts() {
        return pools.counts();
    }

    LaneRunners runners() {
        return runners;
    }

    UnservedNotices unservedNotices() {
        return unservedNotices;
    }

    /**
     * To be called after the ledger was read from its store, before the first record. Runners that
     * were not stored as quiet are taken to have been heard from when the lane was last read.
     *
     * @param lastRead when the previous dispatcher last read the lane, as far as is known
     */
    public void takeOver(Instant lastRead, Instant now) {
        runners.leases().takeOver(lastRead, now);
    }

    /**
     * No runner is declared lost before that time, because messages of runners may not have been
     * read yet.
     */
    public void deferLeaseExpiry(Instant until) {
        runners.leases().deferExpiry(until);
    }

    /** Whether a runner would be declared lost now. */
    public boolean hasExpiredLease(Instant now) {
        return !runners.leases().expired(now).isEmpty();
    }

    /**
     * When the next tick is due, for example because a back-off ends or a lease expires. It may be
     * in the past.
     */
    public Optional<Instant> due(Instant now) {
        return Stream.of(
                        timers.due(), runners.leases().due(now), pools.due(), unservedNotices.due())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** At most {@code max} tasks whose back-off is over. */
    List<TaskEntry> backOffOver(Instant now, int max) {
        return find(timers.backOffOver(now, max));
    }

    /** At most {@code max} tasks that were not claimed in their time. */
    List<TaskEntry> expired(Instant now, int max) {
        return find(timers.expired(now, max));
    }

    /** At most {@code max} cancelled tasks whose runner has not confirmed in its time. */
    List<TaskEntry> unconfirmedCancels(Instant now, int max) {
        return find(timers.unconfirmedCancels(now, max));
    }

    /** At most {@code max} tasks whose requesters are to be told that nobody serves the pool. */
    List<TaskEntry> unservedNoticesDue(Instant now, int max) {
        return find(unservedNotices.due(now, max));
    }

    private List<TaskEntry> find(List<TaskId> ids) {
        return ids.stream().map(tasks::get).toList();
    }
}
