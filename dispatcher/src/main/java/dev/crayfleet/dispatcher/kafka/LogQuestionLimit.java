package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lets the log of a task be asked for once a second. Safe for use by many threads. */
final class LogQuestionLimit {
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    /** Far more tasks than can be asked for within the interval. */
    private static final int MAX_REMEMBERED = 1_000;

    private final Map<TaskId, Long> askedAt =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<TaskId, Long> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    /**
     * @param now of a monotonic clock
     */
    synchronized boolean allow(TaskId task, long now) {
        Long last = askedAt.get(task);
        if (last != null && now - last < MIN_INTERVAL.toNanos()) {
            return false;
        }
        // Anew, so that it is the youngest.
        askedAt.remove(task);
        askedAt.put(task, now);
        return true;
    }
}
