package dev.crayfleet.runner.run;

import dev.crayfleet.runner.executor.Stop;
import dev.crayfleet.runner.slots.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether the files of an attempt are waited for: once somebody asks it to end, not for long. Not
 * safe for use by many threads.
 */
final class Wanted implements BooleanSupplier {
    /** Where Kafka is well, all of them travel in less. */
    static final Duration HURRY = Duration.ofSeconds(2);

    private final Stop stop;
    private final Ticker ticker;
    private boolean asked;
    private long since;

    Wanted(Stop stop, Ticker ticker) {
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
