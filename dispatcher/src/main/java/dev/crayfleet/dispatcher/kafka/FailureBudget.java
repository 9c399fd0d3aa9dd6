package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often something may fail before it is given up: so many times within a time. Thread-safe. */
final class FailureBudget {
    private final int most;
    private final Duration within;
    private final Deque<Instant> recent = new ArrayDeque<>();

    /**
     * @param most failures within the time that are borne
     */
    FailureBudget(int most, Duration within) {
        this.most = most;
        this.within = within;
    }

    /** Counts a failure; whether it may be tried again. */
    synchronized boolean mayGoOn(Instant now) {
        recent.addLast(now);
        while (recent.getFirst().plus(within).isBefore(now)) {
            recent.removeFirst();
        }
        return recent.size() <= most;
    }
}
