package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What people ask of a ledger. For the thread that owns it. */
public final class Queries {
    // Both as in TaskView.ORDER, but before a view is made of each.
    private static final Comparator<TaskEntry> OLDEST =
            Comparator.<TaskEntry, Instant>comparing(task -> task.submitted().submittedAt())
                    .thenComparing(task -> task.pool().value())
                    .thenComparing(task -> task.id().value());
    private static final Comparator<FinishedTask> NEWEST =
            Comparator.comparing(FinishedTask::finishedAt, Comparator.<Instant>reverseOrder())
                    .thenComparing(FinishedTask::submittedAt)
                    .thenComparing(task -> task.pool().value())
                    .thenComparing(task -> task.id().value());

    private final Ledger ledger;
    private final Instant now;

    public Queries(Ledger ledger, Instant now) {
        this.ledger = ledger;
        this.now = now;
    }

    /** A task, alive or ended, with its history. */
    public Optional<TaskView> task(TaskId id) {
        return ledger.task(id).map(this::view).or(() -> ledger.finished(id).map(TaskView::of));
    }

    /**
     * In the order of {@link TaskView#ORDER}, cut at the filter's limit. Of ended ones each pool
     * shows its last {@value PoolState#RECENT}.
     */
    public List<TaskView> tasks(TaskFilter filter) {
        List<TaskView> found = new ArrayList<>();
        ledger.live().stream()
                .filter(task -> !(task.state() instanceof TaskState.Queued))
                .filter(task -> filter.takesPool(task.pool().value()) && filter.takes(task))
                .sorted(OLDEST)
                .limit(filter.limit())
                .forEach(task -> found.add(view(task).brief()));
        books(filter).forEach(book -> queued(book, filter, found));
        books(filter)
                .flatMap(book -> book.recent().stream())
                .filter(filter::takes)
                .sorted(NEWEST)
                .limit(filter.limit())
                .forEach(task -> found.add(TaskView.of(task).brief()));
        return found.stream().sorted(TaskView.ORDER).limit(filter.limit()).toList();
    }

    public List<PoolView> pools() {
        return ledger.census().values().stream().map(PoolView::of).toList();
    }

    public List<RunnerView> runners() {
        List<RunnerView> views = new ArrayList<>();
        ledger.pools()
                .forEach(pool ->
                        ledger.pool(pool)
                                .eachRunner((holder, slots) -> {
                                    RunnerEntry entry = slots.entry();
                                    if (entry != null) {
                                        views.add(RunnerView.of(holder, entry, slots, now));
                                    }
                                }));
        return views;
    }

    /** In the order of the queue, whose numbers are the positions. */
    private void queued(PoolState book, TaskFilter filter, List<TaskView> found) {
        // A filter by requester may have to look far; else the head is all that is asked for.
        List<TaskEntry> head =
                book.head(filter.requester().isPresent() ? Integer.MAX_VALUE : filter.limit());
        int taken = 0;
        for (int i = 0; i < head.size() && taken < filter.limit(); i++) {
            if (filter.takes(head.get(i))) {
                found.add(TaskView.of(head.get(i), i + 1, book.wait(i + 1)).brief());
                taken++;
            }
        }
    }

    private Stream<PoolState> books(TaskFilter filter) {
        return ledger.pools().stream()
                .filter(pool -> filter.takesPool(pool.value()))
                .map(ledger::pool);
    }

    private TaskView view(TaskEntry task) {
        if (!(task.state() instanceof TaskState.Queued)) {
            return TaskView.of(task, 0, null);
        }
        PoolState book = ledger.pool(task.pool());
        int position = book.position(task);
        return TaskView.of(task, position, book.wait(position));
    }
}
