package dev.crayfleet.agents.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time goes on while the machine sleeps, and never backward. */
class SuspendAwareClockTest {
    @Test
    void countsTimeAsleepAndIgnoresAClockSetBack() {
        AtomicLong steady = new AtomicLong(5_000);
        AtomicLong wall = new AtomicLong(9_000_000);
        MonotonicClock clock = new SuspendAwareClock(steady::get, wall::get);
        long start = clock.nanos();
        steady.addAndGet(1_000);
        wall.addAndGet(1_000);
        assertThat(clock.nanos() - start).isEqualTo(1_000);
        // Asleep for a minute: only the wall clock advanced.
        wall.addAndGet(60_000_000_000L);
        assertThat(clock.nanos() - start).isEqualTo(60_000_001_000L);
        wall.addAndGet(-3_600_000_000_000L);
        steady.addAndGet(500);
        assertThat(clock.nanos() - start).isEqualTo(60_000_001_500L);
    }
}
