package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The latest attempt of each recent task, because a claim may be delivered twice. */
final class RecentAttempts {
    private static final int MAX_TASKS = 100_000;

    private final Map<TaskId, Integer> latest = new LinkedHashMap<>();

    /** Whether this attempt, or a later one of its task, was added before. */
    boolean contains(Attempt attempt) {
        return latest.getOrDefault(attempt.task(), 0) >= attempt.number();
    }

    void add(Attempt attempt) {
        // Removed first, because the map goes by when a key was put in.
        latest.remove(attempt.task());
        latest.put(attempt.task(), attempt.number());
        if (latest.size() > MAX_TASKS) {
            latest.remove(latest.keySet().iterator().next());
        }
    }
}
