package dev.crayfleet.agents.process;

import java.time.Clock;

/** Time that only goes forward, in nanoseconds from an arbitrary start. */
@FunctionalInterface
public interface Ticker {
    long nanos();

    /**
     * The machine's own. {@link System#nanoTime} stands still while a laptop sleeps, and a lease
     * does not: where the wall clock went on by more than a second further, its advance counts. A
     * wall clock set forward ends a lease early, which is safe.
     */
    static Ticker ofMachine(Clock wall) {
        return new SuspendAwareTicker(System::nanoTime, () -> wall.millis() * 1_000_000);
    }
}
