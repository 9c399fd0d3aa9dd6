package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.Pool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * When heartbeats were sent to each pool, of those that have arrived. Times are a monotonic
 * clock's.
 */
final class HeartbeatTimes {
    private final Map<Pool, Long> firstSent = new HashMap<>();
    private final Map<Pool, Long> acknowledged = new HashMap<>();

    void sent(Pool pool, long now) {
        firstSent.putIfAbsent(pool, now);
    }

    void acknowledged(Pool pool, long sentAt) {
        acknowledged.merge(pool, sentAt, Math::max);
    }

    boolean isAcknowledged(Pool pool) {
        return acknowledged.containsKey(pool);
    }

    /** Whether the last heartbeat that arrived was sent too long ago, for any pool. */
    boolean isExpired(long now, Duration timeout) {
        return acknowledged.values().stream().anyMatch(sentAt -> isOlder(sentAt, now, timeout));
    }

    /** Whether the join was sent too long ago, and is not acknowledged. */
    boolean isJoinExpired(Pool pool, long now, Duration timeout) {
        Long sentAt = firstSent.get(pool);
        return !isAcknowledged(pool) && sentAt != null && isOlder(sentAt, now, timeout);
    }

    /** Of the pool that waited longest; zero before the first heartbeat has arrived. */
    Duration longestSilence(long now) {
        return acknowledged.values().stream()
                .map(sentAt -> Duration.ofNanos(now - sentAt))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static boolean isOlder(long sentAt, long now, Duration timeout) {
        return now - sentAt > timeout.toNanos();
    }
}
