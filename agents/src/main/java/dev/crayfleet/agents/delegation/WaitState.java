package dev.crayfleet.agents.delegation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an agent waits for what it has delegated: somebody asks for the end of a child that has
 * not ended. Who asks for as long as may be asked, and asks again at once, waits all the time. Not
 * safe for use by many threads.
 */
final class WaitState {
    /** Within which a question that ended by itself may be asked again. */
    static final Duration REPEAT = Duration.ofSeconds(2);

    private final Set<Integer> running = new HashSet<>();
    private final Map<Integer, Integer> open = new HashMap<>();
    private final Map<Integer, Long> closedAt = new HashMap<>();

    /** A child has begun, and can be waited for. */
    void begun(int child) {
        running.add(child);
    }

    /** A child has ended: nobody waits for it any more, whoever asks. */
    void ended(int child) {
        running.remove(child);
        closedAt.remove(child);
    }

    void opened(int child) {
        open.merge(child, 1, Integer::sum);
    }

    /**
     * @param now of a monotonic clock, like every other
     */
    void closed(int child, long now) {
        open.computeIfPresent(child, (key, count) -> count == 1 ? null : count - 1);
        if (running.contains(child)) {
            closedAt.put(child, now);
        }
    }

    boolean isWaiting(long now) {
        return running.stream()
                .anyMatch(child -> open.containsKey(child) || isRecent(closedAt.get(child), now));
    }

    private static boolean isRecent(@Nullable Long at, long now) {
        return at != null && now - at < REPEAT.toNanos();
    }
}
