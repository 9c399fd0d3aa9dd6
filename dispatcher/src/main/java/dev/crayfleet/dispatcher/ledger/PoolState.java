package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The part of the ledger that is one pool's: its queue, its runners, and its shares. */
final class PoolState {
    /** Ended tasks that lists show. */
    static final int RECENT = 1_000;

    private static final Comparator<Holder> BY_NAME =
            Comparator.comparing(Holder::runner).thenComparing(Holder::incarnation);

    private final ShareLimits limits;
    private final PoolQueue queue;
    private final SortedMap<Holder, RunnerSlots> runners = new TreeMap<>(BY_NAME);
    private final Map<String, Integer> heldByRequester = new HashMap<>();
    private final Map<String, Integer> heldByModel = new HashMap<>();
    private final Deque<FinishedTask> recent = new ArrayDeque<>();
    private PoolTotals tally;
    private int awaiting;
    private int backingOff;
    private Instant positionsTold = Instant.MIN;
    private Map<TaskId, Integer> positions = Map.of();
    private boolean moved;

    PoolState(Pool pool, Rules.QueueRule rule) {
        this.limits = rule.limits();
        this.queue = new PoolQueue(rule.aging());
        this.tally = PoolTotals.none(pool);
    }

    /** A task, and who is to have it. */
    record Match(TaskEntry task, RunnerEntry runner) {}

    void enter(TaskEntry task) {
        switch (task.state()) {
            case TaskState.Queued queued -> {
                queue.add(task, queued.since());
                moved = true;
            }
            case TaskState.BackingOff backing -> backingOff++;
            case TaskState.Held held -> {
                slots(held.holder()).hold(task);
                heldByRequester.merge(task.requester(), 1, Integer::sum);
                heldByModel.merge(task.model(), 1, Integer::sum);
            }
            case TaskState.AwaitingApproval waits -> awaiting++;
        }
    }

    /**
     * @param next where it goes; absent where it has ended
     */
    void leave(TaskEntry task, @Nullable TaskState next) {
        switch (task.state()) {
            case TaskState.Queued queued -> {
                moved = true;
                if (next instanceof TaskState.Held) {
                    queue.serve(task.id());
                } else {
                    queue.remove(task.id());
                }
            }
            case TaskState.BackingOff backing -> backingOff--;
            case TaskState.Held held -> {
                RunnerSlots slots = runners.get(held.holder());
                if (slots != null) {
                    slots.release(task.id());
                }
                heldByRequester.computeIfPresent(task.requester(), (who, n) -> less(n));
                heldByModel.computeIfPresent(task.model(), (model, n) -> less(n));
            }
            case TaskState.AwaitingApproval waits -> awaiting--;
        }
    }

    void accepted() {
        tally = tally.accept();
    }

    void ended(FinishedTask task) {
        tally = tally.end(task.status(), task.ran());
        remember(task);
    }

    /** For lists; the oldest are dropped. */
    void remember(FinishedTask task) {
        if (recent.size() == RECENT) {
            recent.removeLast();
        }
        recent.addFirst(task);
    }

    void count(PoolTotals counted) {
        tally = counted;
    }

    PoolTotals tally() {
        return tally;
    }

    /** The next claim, if a task may run and a slot is free for it. */
    Optional<Match> next(Instant now) {
        List<RunnerSlots> free = new ArrayList<>();
        for (RunnerSlots slots : runners.values()) {
            if (slots.free(now) > 0) {
                free.add(slots);
            }
        }
        if (free.isEmpty()) {
            return Optional.empty();
        }
        queue.promote(now);
        return queue.first(
                        who -> limits.allowsRequester(heldByRequester.getOrDefault(who, 0)),
                        (who, kind) ->
                                limits.allowsModel(
                                                kind.model(),
                                                heldByModel.getOrDefault(kind.model(), 0))
                                        && free.stream()
                                                .anyMatch(r -> r.suits(who, kind.suspicion(), now)))
                .flatMap(task -> best(free, task, now).map(runner -> new Match(task, runner)));
    }

    /**
     * One that has not had the task yet, so that it is seen whose fault a failure is; of those the
     * one with most free slots; among equals the first by name.
     */
    private static Optional<RunnerEntry> best(List<RunnerSlots> free, TaskEntry task, Instant now) {
        Set<String> had = task.attempts() == 0 ? Set.of() : task.runners();
        RunnerSlots best = null;
        boolean bestHad = false;
        for (RunnerSlots slots : free) {
            if (slots.suits(task.requester(), task.suspicion(), now)) {
                boolean hasHad = slots.isOneOf(had);
                if (best == null
                        || (bestHad && !hasHad)
                        || (bestHad == hasHad && slots.free(now) > best.free(now))) {
                    best = slots;
                    bestHad = hasHad;
                }
            }
        }
        return best == null ? Optional.empty() : Optional.ofNullable(best.entry());
    }

    /** Whether a runner has been heard of lately, be it one that is lost by now. */
    boolean isServed() {
        return !runners.isEmpty();
    }

    /** Whether it has no task that has not ended. */
    boolean isEmpty() {
        return queue.isEmpty() && awaiting == 0 && backingOff == 0 && heldByModel.isEmpty();
    }

    boolean isWaiting() {
        return !queue.isEmpty();
    }

    Optional<RunnerSlots> runner(Holder holder) {
        return Optional.ofNullable(runners.get(holder));
    }

    RunnerSlots slots(Holder holder) {
        return runners.computeIfAbsent(holder, life -> new RunnerSlots());
    }

    void remove(Holder holder) {
        runners.remove(holder);
    }

    void eachRunner(BiConsumer<Holder, RunnerSlots> action) {
        runners.forEach(action);
    }

    /** Its turn in the queue, 1 for the next; where it would come, if it is not queued yet. */
    int position(TaskEntry task) {
        return queue.position(task);
    }

    /** How long until a slot is expected for that turn; absent where nothing is known. */
    @Nullable Duration wait(int position) {
        Duration pace = tally.pace();
        int slots = readySlots();
        return pace == null || slots == 0 ? null : pace.multipliedBy(position).dividedBy(slots);
    }

    List<TaskEntry> head(int most) {
        return queue.head(most);
    }

    /** Ended tasks, newest first. */
    List<FinishedTask> recent() {
        return List.copyOf(recent);
    }

    /**
     * When those who wait are to be told that their turn has moved; absent while it has not.
     *
     * @param every at least so long after the last time
     */
    Optional<Instant> positionsDue(Duration every) {
        if (!moved || queue.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                positionsTold.equals(Instant.MIN) ? Instant.MIN : positionsTold.plus(every));
    }

    Map<TaskId, Integer> positions() {
        return positions;
    }

    void told(Instant at, Map<TaskId, Integer> told) {
        positionsTold = at;
        positions = told;
        moved = false;
    }

    PoolCounts census() {
        int held = 0;
        int running = 0;
        int ready = 0;
        for (RunnerSlots slots : runners.values()) {
            held += slots.holds();
            running += slots.running();
            ready += slots.is(Standing.READY) ? 1 : 0;
        }
        return new PoolCounts(
                awaiting,
                queue.size(),
                held - running,
                running,
                backingOff,
                ready,
                readySlots(),
                isServed(),
                tally);
    }

    private int readySlots() {
        int slots = 0;
        for (RunnerSlots each : runners.values()) {
            RunnerEntry entry = each.entry();
            slots += entry != null && each.is(Standing.READY) ? entry.slots() : 0;
        }
        return slots;
    }

    private static @Nullable Integer less(int n) {
        return n == 1 ? null : n - 1;
    }
}
