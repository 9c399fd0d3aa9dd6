package dev.crayfleet.dispatcher.flow;

import java.time.Duration;

/**
 * Notices that a lane was not looked at for long: a commit waited for the broker, the machine
 * swapped, the process was stopped. Goes by the time of this machine, whatever the dispatcher's
 * clock says. For one thread.
 */
final class Standstill {
    private final Duration limit;
    private long lastNanos;

    /**
     * @param limit longer than that between two looks is a standstill
     * @param nanos now
     */
    Standstill(Duration limit, long nanos) {
        this.limit = limit;
        this.lastNanos = nanos;
    }

    /**
     * Looks.
     *
     * @return how long it stood still; zero where it did not
     */
    Duration look(long nanos) {
        Duration since = Duration.ofNanos(nanos - lastNanos);
        lastNanos = nanos;
        return since.compareTo(limit) > 0 ? since : Duration.ZERO;
    }
}
