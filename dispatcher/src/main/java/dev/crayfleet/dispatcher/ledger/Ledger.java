package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that one lane knows: its live tasks, the queue of each pool, the runners and what they hold.
 * Changed by {@link #apply} alone, so that the recorded entries, applied again, give the same
 * ledger. Of tasks that have ended it asks the archive. For one thread.
 */
public final class Ledger {
    private final Rules rules;
    private final Function<TaskId, Optional<FinishedTask>> archive;
    private final Map<TaskId, TaskEntry> tasks = new HashMap<>();
    private final SortedMap<Pool, PoolState> pools = new TreeMap<>();
    private final Map<TaskId, ReplayEntry> replays = new LinkedHashMap<>();
    private final Set<Pool> counted = new LinkedHashSet<>();
    private final Set<Pool> moved = new LinkedHashSet<>();
    private final TaskTimers timers;
    private final RunnerLeases leases;
    private final NameQuota names;
    private int changes;
    private boolean ended;

    /**
     * @param archive where tasks that have ended are looked up
     */
    public Ledger(Rules rules, Function<TaskId, Optional<FinishedTask>> archive) {
        this.rules = rules;
        this.archive = archive;
        this.timers = new TaskTimers(rules);
        this.leases = new RunnerLeases(rules.leases(), pools);
        this.names = new NameQuota(rules.bounds());
    }

    /** Takes a change in. Total: what names something unknown changes nothing. */
    public void apply(LedgerEntry entry) {
        changes++;
        switch (entry) {
            case LedgerEntry.TaskPut put -> {
                TaskEntry task = put.task();
                if (!leave(task.id(), task.state())) {
                    pool(task.pool()).accepted();
                    counted.add(task.pool());
                }
                enter(task);
            }
            case LedgerEntry.TaskClosed closed -> {
                FinishedTask task = closed.task();
                if (leave(task.id(), null)) {
                    pool(task.pool()).ended(task);
                    ended = true;
                    counted.add(task.pool());
                }
            }
            case LedgerEntry.TaskForgotten forgotten -> {}
            case LedgerEntry.PoolCounted now -> pool(now.tally().pool()).count(now.tally());
            case LedgerEntry.PoolForgotten gone -> forget(gone.pool());
            case LedgerEntry.ReplayPut put ->
                    replays.put(put.replay().request().id(), put.replay());
            case LedgerEntry.ReplayClosed closed -> replays.remove(closed.id());
            case LedgerEntry.RunnerPut put -> {
                slots(put.runner().key()).entry(put.runner());
                leases.changed();
                names.lives().put(put.runner());
            }
            case LedgerEntry.RunnerRemoved gone -> {
                pool(gone.runner().pool()).remove(gone.runner().holder());
                names.lives().remove(gone.runner());
            }
            case LedgerEntry.RunnerQuiet quiet -> slots(quiet.runner()).quiet(quiet.since());
            case LedgerEntry.RunnerHeard heard ->
                    slots(heard.runner()).heard(heard.at(), heard.lately());
            case LedgerEntry.RunnerBurdened more -> slots(more.runner()).burden(more.attempts());
            case LedgerEntry.RunnerDelivered over -> slots(over.runner()).delivered(over.attempt());
            case LedgerEntry.PositionsTold told ->
                    pool(told.pool()).told(told.at(), told.positions());
        }
    }

    /**
     * Takes in a task that ended earlier, for lists; in the order in which they ended. Not if its
     * pool has been forgotten.
     */
    public void remember(FinishedTask task) {
        PoolState book = pools.get(task.pool());
        if (book != null) {
            book.remember(task);
        }
        ended = true;
    }

    /** Grows with each change, so that one who was interrupted knows whether there was one. */
    public int changes() {
        return changes;
    }

    /** Whether tasks have ended that are to be forgotten some day. */
    public boolean hasEnded() {
        return ended;
    }

    /** What the pools have seen that has changed since this was last asked. */
    List<LedgerEntry> recount() {
        if (counted.isEmpty()) {
            return List.of();
        }
        List<LedgerEntry> tallies = new ArrayList<>();
        counted.forEach(pool -> tallies.add(new LedgerEntry.PoolCounted(pool(pool).tally())));
        counted.clear();
        return tallies;
    }

    /** What of names alone has become too much, or too old. */
    List<LedgerEntry> surplus(Instant now) {
        return names.surplus(pools, now);
    }

    NameQuota names() {
        return names;
    }

    boolean hasPool(Pool pool) {
        return pools.containsKey(pool);
    }

    /** Pools with a runner, by name. */
    List<Pool> served(int most) {
        return pools.entrySet().stream()
                .filter(each -> each.getValue().isServed())
                .map(Map.Entry::getKey)
                .limit(most)
                .toList();
    }

    Optional<TaskEntry> task(TaskId id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** Whether the id was ever seen, within the time that ended tasks are kept. */
    boolean knows(TaskId id) {
        return tasks.containsKey(id) || archive.apply(id).isPresent();
    }

    Optional<FinishedTask> finished(TaskId id) {
        return archive.apply(id);
    }

    Optional<ReplayEntry> replay(TaskId id) {
        return Optional.ofNullable(replays.get(id));
    }

    /** Whether a replay waits for its original. */
    public boolean hasReplays() {
        return !replays.isEmpty();
    }

    /** Replays whose originals are to be read, oldest first. */
    public List<ReplayEntry> replays() {
        return List.copyOf(replays.values());
    }

    Optional<RunnerEntry> runner(RunnerEntry.Key key) {
        return slotsOf(key).map(RunnerSlots::entry);
    }

    /** The tasks that a life of a runner holds for a pool, oldest claim first. */
    List<TaskEntry> heldBy(RunnerEntry.Key key) {
        return slotsOf(key).map(RunnerSlots::held).orElse(List.of());
    }

    /** Whether a life has said lately that it has ended the attempt. */
    boolean hasDelivered(RunnerEntry.Key key, Attempt attempt) {
        return slotsOf(key).map(slots -> slots.hasDelivered(attempt)).orElse(false);
    }

    /** Attempts that a life says it has and should not. */
    int burden(RunnerEntry.Key key) {
        return slotsOf(key).map(RunnerSlots::burden).orElse(0);
    }

    /**
     * This ledger was read by somebody who begins to listen now. Runners of whom nothing is noted
     * were heard of last when the lane last had a reader.
     *
     * @param lastRead when the one before read the lane last, as far as is known
     */
    public void takenOver(Instant lastRead, Instant now) {
        leases.takenOver(lastRead, now);
    }

    /** What runners have said may not have been read yet: none is declared lost before. */
    public void judgeNotBefore(Instant from) {
        leases.judgeNotBefore(from);
    }

    /** Whether a runner would be declared lost now. */
    public boolean isAnyoneSilent(Instant now) {
        return !leases.silent(now).isEmpty();
    }

    RunnerLeases leases() {
        return leases;
    }

    /**
     * When time is to be looked at again: the earliest moment at which something follows from its
     * passing alone. It may be in the past.
     */
    public Optional<Instant> due(Instant now) {
        List<Optional<Instant>> dues = new ArrayList<>();
        dues.add(timers.due());
        dues.add(leases.due(now));
        dues.add(names.due());
        moved.removeIf(pool -> positionsDue(pool).isEmpty());
        moved.forEach(pool -> dues.add(positionsDue(pool)));
        return dues.stream().flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private Optional<Instant> positionsDue(Pool pool) {
        PoolState book = pools.get(pool);
        return book == null
                ? Optional.empty()
                : book.positionsDue(rules.queueing().positionsEvery());
    }

    /** Whether a runner is noted as quiet. */
    boolean isQuiet(RunnerEntry.Key key) {
        return slotsOf(key).map(RunnerSlots::isQuiet).orElse(false);
    }

    /** When a life was last heard of, or whoever has the lane began to listen. */
    Instant heard(RunnerEntry.Key key, Instant now) {
        return slotsOf(key).map(slots -> slots.heardOr(now)).orElse(now);
    }

    /** Tasks whose back-off is over. */
    List<TaskEntry> backOffOver(Instant now, int most) {
        return found(timers.backOffOver(now, most));
    }

    /** Tasks that were not claimed in their time. */
    List<TaskEntry> expired(Instant now, int most) {
        return found(timers.expired(now, most));
    }

    /** Cancelled tasks whose runner has not confirmed in its time. */
    List<TaskEntry> unconfirmedCancels(Instant now, int most) {
        return found(timers.unconfirmedCancels(now, most));
    }

    PoolState pool(Pool pool) {
        names.touched(pool);
        return pools.computeIfAbsent(pool, name -> new PoolState(name, rules.queueing()));
    }

    Collection<PoolState> waiting() {
        return pools.values().stream().filter(PoolState::isWaiting).toList();
    }

    Set<Pool> pools() {
        return pools.keySet();
    }

    Collection<TaskEntry> live() {
        return tasks.values();
    }

    /** A count of everything, by pool. */
    public Map<Pool, PoolCounts> census() {
        Map<Pool, PoolCounts> census = new TreeMap<>();
        pools.forEach((pool, book) -> census.put(pool, book.census()));
        return census;
    }

    private void forget(Pool pool) {
        PoolState book = pools.get(pool);
        if (book != null && book.isEmpty() && !book.isServed()) {
            pools.remove(pool);
        }
        names.forgotten(pool);
    }

    private void enter(TaskEntry task) {
        tasks.put(task.id(), task);
        pool(task.pool()).enter(task);
        timers.enter(task);
        if (task.state() instanceof TaskState.Queued) {
            moved.add(task.pool());
        }
    }

    private boolean leave(TaskId id, @Nullable TaskState next) {
        TaskEntry task = tasks.remove(id);
        if (task == null) {
            return false;
        }
        pool(task.pool()).leave(task, next);
        timers.leave(task);
        if (task.state() instanceof TaskState.Queued) {
            moved.add(task.pool());
        }
        return true;
    }

    private List<TaskEntry> found(List<TaskId> ids) {
        return ids.stream().map(tasks::get).toList();
    }

    private RunnerSlots slots(RunnerEntry.Key key) {
        return pool(key.pool()).slots(key.holder());
    }

    private Optional<RunnerSlots> slotsOf(RunnerEntry.Key key) {
        PoolState book = pools.get(key.pool());
        return book == null ? Optional.empty() : book.runner(key.holder());
    }
}
