package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.MonotonicClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether the files of an attempt are still waited for: once its end is requested, only for a short
 * while. Not safe for use by many threads.
 */
final class CancellationGrace implements BooleanSupplier {
    /** Where Kafka is well, all files of a task travel in less. */
    static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final CancellationToken cancellation;
    private final MonotonicClock clock;
    private boolean seen;
    private long seenAt;

    CancellationGrace(CancellationToken cancellation, MonotonicClock clock) {
        this.cancellation = cancellation;
        this.clock = clock;
    }

    @Override
    public boolean getAsBoolean() {
        if (cancellation.requested().isEmpty()) {
            return true;
        }
        if (!seen) {
            seen = true;
            seenAt = clock.nanos();
        }
        return clock.nanos() - seenAt < MAX_WAIT.toNanos();
    }
}
