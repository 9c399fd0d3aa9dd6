package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Tasks by when something is to be done about them. */
final class TaskSchedule {
    private final TreeSet<Entry> entries =
            new TreeSet<>(Comparator.comparing(Entry::at).thenComparing(Entry::id));

    private record Entry(Instant at, TaskId id) {}

    void add(Instant at, TaskId id) {
        entries.add(new Entry(at, id));
    }

    void remove(Instant at, TaskId id) {
        entries.remove(new Entry(at, id));
    }

    /** When the first of them is due. */
    Optional<Instant> first() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst().at());
    }

    /**
     * Those whose time has come, the earliest first. They stay until they are removed.
     *
     * @param max at most so many
     */
    List<TaskId> due(Instant now, int max) {
        if (entries.isEmpty() || entries.getFirst().at().isAfter(now)) {
            return List.of();
        }
        return entries.stream()
                .takeWhile(entry -> !entry.at().isAfter(now))
                .limit(max)
                .map(Entry::id)
                .toList();
    }
}
