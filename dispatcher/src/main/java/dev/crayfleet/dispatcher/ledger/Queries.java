package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people ask of a ledger. For the thread that owns it. */
public final class Queries {
    // The same orders as in TaskListOrder, so that tasks can be cut at the limit before views are
    // made of them.
    private static final Comparator<TaskEntry> OLDEST_FIRST =
            Comparator.<TaskEntry, Instant>comparing(task -> task.submitted().submittedAt())
                    .thenComparing(task -> task.pool().value())
                    .thenComparing(task -> task.id().value());
    private static final Comparator<FinishedTask> NEWEST_FIRST =
            Comparator.comparing(FinishedTask::finishedAt, Comparator.<Instant>reverseOrder())
                    .thenComparing(FinishedTask::submittedAt)
                    .thenComparing(task -> task.pool().value())
                    .thenComparing(task -> task.id().value());

    private final Ledger ledger;
    private final Instant now;
    private final TaskViews forLists;

    public Queries(Ledger ledger, Instant now) {
        this.ledger = ledger;
        this.now = now;
        this.forLists = new TaskViews(now, false);
    }

    /** A task, alive or ended, with its history. */
    public Optional<TaskView> task(TaskId id) {
        TaskViews views = new TaskViews(now, true);
        return ledger.task(id)
                .map(task -> view(task, views))
                .or(() -> ledger.finished(id).map(views::of));
    }

    /** Who holds a task. */
    public Optional<TaskPlace> place(TaskId id) {
        return ledger.task(id)
                .map(task -> TaskPlace.of(task, holderDetails(task)))
                .or(() -> ledger.finished(id).map(TaskPlace::of));
    }

    private @Nullable RunnerDetails holderDetails(TaskEntry task) {
        return task.state() instanceof TaskState.Held held
                ? ledger.runners()
                        .entry(new RunnerKey(task.pool(), held.holder()))
                        .map(RunnerEntry::details)
                        .orElse(null)
                : null;
    }

    /**
     * In the order of {@link TaskListOrder}, cut at the filter's limit. Of ended ones each pool
     * shows its last {@value PoolState#MAX_RECENT}.
     */
    public List<TaskView> tasks(TaskFilter filter) {
        List<TaskView> found = new ArrayList<>();
        ledger.liveTasks().stream()
                .filter(task -> !(task.state() instanceof TaskState.Queued))
                .filter(task -> filter.acceptsPool(task.pool().value()) && filter.accepts(task))
                .sorted(OLDEST_FIRST)
                .limit(filter.limit())
                .forEach(task -> found.add(view(task, forLists)));
        pools(filter).forEach(pool -> addQueued(pool, filter, found));
        pools(filter)
                .flatMap(pool -> pool.recent().stream())
                .filter(filter::accepts)
                .sorted(NEWEST_FIRST)
                .limit(filter.limit())
                .forEach(task -> found.add(forLists.of(task)));
        return found.stream().sorted(TaskListOrder.COMPARATOR).limit(filter.limit()).toList();
    }

    public List<PoolView> pools() {
        return ledger.counts().values().stream().map(PoolView::of).toList();
    }

    public List<RunnerView> runners() {
        List<RunnerView> views = new ArrayList<>();
        ledger.pools()
                .all()
                .forEach(pool ->
                        ledger.pool(pool)
                                .runners()
                                .forEach((holder, slots) -> {
                                    RunnerEntry entry = slots.entry();
                                    if (entry != null) {
                                        views.add(RunnerView.of(holder, entry, slots, now));
                                    }
                                }));
        return views;
    }

    /** What keeps tasks from being claimed because somebody has said so. */
    public HoldsView holds() {
        return HoldsView.of(ledger);
    }

    /** In the order of the queue, whose numbers are the positions. */
    private void addQueued(PoolState pool, TaskFilter filter, List<TaskView> found) {
        // Unless the filter has to look far, the head is all that is asked for.
        List<TaskEntry> head = pool.head(filter.isSelective() ? Integer.MAX_VALUE : filter.limit());
        WaitReasons reasons = pool.waitReasons();
        int taken = 0;
        for (int i = 0; i < head.size() && taken < filter.limit(); i++) {
            if (filter.accepts(head.get(i))) {
                found.add(forLists.of(head.get(i), i + 1, pool.expectedWait(i + 1), reasons));
                taken++;
            }
        }
    }

    private Stream<PoolState> pools(TaskFilter filter) {
        return ledger.pools().all().stream()
                .filter(pool -> filter.acceptsPool(pool.value()))
                .map(ledger::pool);
    }

    private TaskView view(TaskEntry task, TaskViews views) {
        PoolState pool = ledger.pool(task.pool());
        if (!(task.state() instanceof TaskState.Queued)) {
            return views.of(task, pool.waitReasons());
        }
        int position = pool.position(task);
        return views.of(task, position, pool.expectedWait(position), pool.waitReasons());
    }
}
