package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Tasks by when something is to be done about them. */
final class TaskSchedule {
    private final TreeSet<Due> dues =
            new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::id));

    private record Due(Instant at, TaskId id) {}

    void add(Instant at, TaskId id) {
        dues.add(new Due(at, id));
    }

    void remove(Instant at, TaskId id) {
        dues.remove(new Due(at, id));
    }

    int size() {
        return dues.size();
    }

    /** When the first of them is due. */
    Optional<Instant> first() {
        return dues.isEmpty() ? Optional.empty() : Optional.of(dues.getFirst().at());
    }

    /**
     * Those whose time has come, the earliest first. They stay until they are removed.
     *
     * @param most at most so many
     */
    List<TaskId> due(Instant now, int most) {
        if (dues.isEmpty() || dues.getFirst().at().isAfter(now)) {
            return List.of();
        }
        return dues.stream()
                .takeWhile(due -> !due.at().isAfter(now))
                .limit(most)
                .map(Due::id)
                .toList();
    }
}
