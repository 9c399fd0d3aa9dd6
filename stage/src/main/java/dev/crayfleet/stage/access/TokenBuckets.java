package dev.crayfleet.stage.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of many callers may do something: a bucket for each, from which every time takes
 * one, and which fills up again. The callers of late are known, and nobody else. Safe for many
 * threads.
 */
final class TokenBuckets {
    private static final double NANOS = 1e9;

    private final double capacity;
    private final double perNano;

    // Guarded by this.
    private final Map<String, Bucket> buckets;

    private record Bucket(double left, long atNanos) {}

    /**
     * @param capacity times at once
     * @param perSecond times in the long run
     * @param maxCallers of whom it knows; above that, those that have been away longest are new
     */
    TokenBuckets(double capacity, double perSecond, int maxCallers) {
        this.capacity = capacity;
        this.perNano = perSecond / NANOS;
        this.buckets =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                        return size() > maxCallers;
                    }
                };
    }

    /**
     * Takes one.
     *
     * @param now of a monotonic clock, nanoseconds
     * @return zero if there was one, else how long until there is
     */
    synchronized Duration take(String caller, long now) {
        Bucket before = buckets.getOrDefault(caller, new Bucket(capacity, now));
        double left = Math.min(capacity, before.left() + (now - before.atNanos()) * perNano);
        if (left < 1) {
            buckets.put(caller, new Bucket(left, now));
            return Duration.ofNanos((long) Math.ceil((1 - left) / perNano));
        }
        buckets.put(caller, new Bucket(left - 1, now));
        return Duration.ZERO;
    }
}
