package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Allows a limited number of failures within a time window. Thread-safe. */
final class FailureBudget {
    private final int max;
    private final Duration window;
    private final Deque<Instant> recent = new ArrayDeque<>();

    /**
     * @param max failures that are allowed within the window
     */
    FailureBudget(int max, Duration window) {
        this.max = max;
        this.window = window;
    }

    /**
     * Counts a failure.
     *
     * @return whether it is still allowed
     */
    synchronized boolean allowFailure(Instant now) {
        recent.addLast(now);
        while (recent.getFirst().plus(window).isBefore(now)) {
            recent.removeFirst();
        }
        return recent.size() <= max;
    }
}
