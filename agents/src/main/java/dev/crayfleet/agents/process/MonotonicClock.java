package dev.crayfleet.agents.process;

import java.time.Clock;

/** Time that only goes forward, in nanoseconds from an arbitrary start. */
@FunctionalInterface
public interface MonotonicClock {
    long nanos();

    /**
     * The machine's own. {@link System#nanoTime} stands still while a laptop sleeps, but leases go
     * on: where the wall clock advanced by more than a second more, its advance counts. A wall
     * clock that is set forward ends a lease early, which is safe.
     */
    static MonotonicClock ofMachine(Clock wall) {
        return new SuspendAwareClock(System::nanoTime, () -> wall.millis() * 1_000_000);
    }
}
