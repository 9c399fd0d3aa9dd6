package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Function<TaskId, Optional<FinishedTask>> archive;
    private final Map<TaskId, TaskEntry> tasks = new HashMap<>();
    private final Map<Pool, PoolQueue> queues = new HashMap<>();
    private final Map<Pool, Map<Holder, RunnerSlots>> runners = new HashMap<>();
    private final SortedMap<Instant, List<TaskId>> backingOff = new TreeMap<>();

    /**
     * @param archive where tasks that have ended are looked up
     */
    public Ledger(Function<TaskId, Optional<FinishedTask>> archive) {
        this.archive = archive;
    }

    /** Takes a change in. Total: what names something unknown changes nothing. */
    public void apply(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.TaskPut put -> {
                leave(put.task().id());
                enter(put.task());
            }
            case LedgerEntry.TaskClosed closed -> leave(closed.task().id());
            case LedgerEntry.TaskForgotten forgotten -> {}
            case LedgerEntry.RunnerPut put -> slots(put.runner().key()).entry = put.runner();
            case LedgerEntry.RunnerRemoved removed -> remove(removed.runner());
            case LedgerEntry.RunnerHeard heard -> slots(heard.runner()).heard = heard.at();
        }
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

    Optional<RunnerEntry> runner(RunnerEntry.Key key) {
        RunnerSlots slots = runners.getOrDefault(key.pool(), Map.of()).get(key.holder());
        return slots == null ? Optional.empty() : Optional.ofNullable(slots.entry);
    }

    /** The tasks that a life of a runner holds for a pool, oldest claim first. */
    List<TaskEntry> heldBy(RunnerEntry.Key key) {
        RunnerSlots slots = runners.getOrDefault(key.pool(), Map.of()).get(key.holder());
        return slots == null ? List.of() : List.copyOf(slots.held.values());
    }

    /** Who was not heard of for longer than the lease, and is not yet declared lost. */
    List<RunnerEntry.Key> silent(Instant now, Duration lease) {
        List<RunnerEntry.Key> silent = new ArrayList<>();
        runners.forEach((pool, lives) ->
                lives.forEach((holder, slots) -> {
                    if (!slots.isLost() && slots.heardOr(now).plus(lease).isBefore(now)) {
                        silent.add(new RunnerEntry.Key(pool, holder));
                    }
                }));
        return silent;
    }

    /** Lost lives that have not spoken for so long that they will not any more. */
    List<RunnerEntry.Key> longLost(Instant now, Duration kept) {
        List<RunnerEntry.Key> gone = new ArrayList<>();
        runners.forEach((pool, lives) ->
                lives.forEach((holder, slots) -> {
                    if (slots.isLost() && slots.heardOr(now).plus(kept).isBefore(now)) {
                        gone.add(new RunnerEntry.Key(pool, holder));
                    }
                }));
        return gone;
    }

    /** Tasks whose back-off is over. */
    List<TaskEntry> backOffOver(Instant now) {
        List<TaskEntry> over = new ArrayList<>();
        for (List<TaskId> ids : backingOff.headMap(now.plusNanos(1)).values()) {
            ids.stream().map(tasks::get).forEach(over::add);
        }
        return over;
    }

    /** The task of a pool whose turn it is. */
    Optional<TaskEntry> next(Pool pool) {
        PoolQueue queue = queues.get(pool);
        return queue == null ? Optional.empty() : queue.first().map(tasks::get);
    }

    /** How many wait in a pool before and including a task that would be queued now. */
    int positionOf(TaskEntry task) {
        PoolQueue queue = queues.get(task.pool());
        return 1 + (queue == null ? 0 : queue.ahead(task));
    }

    /** The runner of a pool with the most free slots; among equals the first by name. */
    Optional<RunnerEntry> freest(Pool pool) {
        RunnerSlots best = null;
        for (RunnerSlots slots : runners.getOrDefault(pool, Map.of()).values()) {
            if (slots.free() > 0 && (best == null || slots.free() > best.free())) {
                best = slots;
            }
        }
        return best == null ? Optional.empty() : Optional.ofNullable(best.entry);
    }

    /** Pools with both a waiting task and a free slot may exist among these only. */
    Collection<Pool> poolsWaiting() {
        return List.copyOf(queues.keySet());
    }

    /** A count of everything, for meters. */
    public Census census() {
        int held = 0;
        int running = 0;
        int slots = 0;
        int lives = 0;
        for (Map<Holder, RunnerSlots> pool : runners.values()) {
            for (RunnerSlots each : pool.values()) {
                held += each.held.size();
                for (TaskEntry task : each.held.values()) {
                    running += task.state() instanceof TaskState.Running ? 1 : 0;
                }
                if (each.entry != null && each.entry.standing() == RunnerEntry.Standing.READY) {
                    slots += each.entry.slots();
                    lives++;
                }
            }
        }
        int queued = queues.values().stream().mapToInt(PoolQueue::size).sum();
        int waiting = backingOff.values().stream().mapToInt(List::size).sum();
        return new Census(queued, held - running, running, waiting, lives, slots);
    }

    /**
     * @param runners lives that take claims
     * @param slots that they offer
     */
    public record Census(
            int queued, int claimed, int running, int backingOff, int runners, int slots) {
        public static final Census NONE = new Census(0, 0, 0, 0, 0, 0);

        public Census plus(Census other) {
            return new Census(
                    queued + other.queued,
                    claimed + other.claimed,
                    running + other.running,
                    backingOff + other.backingOff,
                    runners + other.runners,
                    slots + other.slots);
        }
    }

    private void enter(TaskEntry task) {
        tasks.put(task.id(), task);
        switch (task.state()) {
            case TaskState.Queued queued ->
                    queues.computeIfAbsent(task.pool(), pool -> new PoolQueue()).add(task);
            case TaskState.BackingOff backing ->
                    backingOff
                            .computeIfAbsent(backing.until(), until -> new ArrayList<>())
                            .add(task.id());
            case TaskState.Held held ->
                    slots(new RunnerEntry.Key(task.pool(), held.holder()))
                            .held
                            .put(task.id(), task);
            case TaskState.AwaitingApproval awaiting -> {}
        }
    }

    private void leave(TaskId id) {
        TaskEntry task = tasks.remove(id);
        if (task == null) {
            return;
        }
        switch (task.state()) {
            case TaskState.Queued queued -> {
                PoolQueue queue = queues.get(task.pool());
                if (queue != null && queue.remove(task)) {
                    queues.remove(task.pool());
                }
            }
            case TaskState.BackingOff backing ->
                    backingOff.computeIfPresent(
                            backing.until(),
                            (until, ids) -> {
                                ids.remove(id);
                                return ids.isEmpty() ? null : ids;
                            });
            case TaskState.Held held -> release(task.pool(), held.holder(), id);
            case TaskState.AwaitingApproval awaiting -> {}
        }
    }

    private void release(Pool pool, Holder holder, TaskId id) {
        RunnerSlots slots = runners.getOrDefault(pool, Map.of()).get(holder);
        if (slots != null) {
            slots.held.remove(id);
        }
    }

    private RunnerSlots slots(RunnerEntry.Key key) {
        return runners.computeIfAbsent(key.pool(), pool -> new TreeMap<>(BY_NAME))
                .computeIfAbsent(key.holder(), holder -> new RunnerSlots());
    }

    private void remove(RunnerEntry.Key key) {
        Map<Holder, RunnerSlots> pool = runners.get(key.pool());
        if (pool != null) {
            pool.remove(key.holder());
            if (pool.isEmpty()) {
                runners.remove(key.pool());
            }
        }
    }

    private static final Comparator<Holder> BY_NAME =
            Comparator.comparing(Holder::runner).thenComparing(Holder::incarnation);

    /** One life of a runner in one pool, and what it holds there. */
    private static final class RunnerSlots {
        @Nullable RunnerEntry entry;
        @Nullable Instant heard;
        final Map<TaskId, TaskEntry> held = new LinkedHashMap<>();

        int free() {
            return entry == null || entry.standing() != RunnerEntry.Standing.READY
                    ? 0
                    : entry.slots() - held.size();
        }

        boolean isLost() {
            return entry != null && entry.standing() == RunnerEntry.Standing.LOST;
        }

        /** Leases start anew for whoever has taken the lane over. */
        Instant heardOr(Instant now) {
            if (heard == null) {
                heard = now;
            }
            return heard;
        }
    }
}
