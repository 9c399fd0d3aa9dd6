package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether the files of an attempt are waited for: once somebody asks it to end, not for long. Not
 * safe for use by many threads.
 */
final class CancellationGrace implements BooleanSupplier {
    /** Where Kafka is well, all of them travel in less. */
    static final Duration HURRY = Duration.ofSeconds(2);

    private final CancellationToken stop;
    private final Ticker ticker;
    private boolean asked;
    private long since;

    CancellationGrace(CancellationToken stop, Ticker ticker) {
        this.stop = stop;
        this.ticker = ticker;
    }

    @Override
    public boolean getAsBoolean() {
        if (stop.requested().isEmpty()) {
            return true;
        }
        if (!asked) {
            asked = true;
            since = ticker.nanos();
        }
        return ticker.nanos() - since < HURRY.toNanos();
    }
}
