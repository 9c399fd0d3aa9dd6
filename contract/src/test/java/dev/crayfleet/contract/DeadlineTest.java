package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    /** Nanosecond clocks may overflow while they run. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void passesWhenItsTimeIsOverAndNotBefore() {
        Deadline deadline = after(Duration.ofNanos(10));
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(10));
        clock.addAndGet(9);
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.remainingNanos()).isEqualTo(1);
        clock.addAndGet(1);
        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.remaining()).isZero();
    }

    @Test
    void remainingIsZeroLongAfterItPassed() {
        Deadline deadline = after(Duration.ofSeconds(1));
        clock.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.remainingNanos()).isZero();
        assertThat(deadline.remaining(Duration.ofSeconds(5))).isZero();
    }

    @Test
    void aStepWaitsNoLongerThanItsOwnMaximum() {
        Deadline deadline = after(Duration.ofSeconds(10));
        assertThat(deadline.remaining(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
        assertThat(deadline.remaining(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aTimeoutOfZeroOrLessHasPassedAtOnce() {
        assertThat(after(Duration.ZERO).hasPassed()).isTrue();
        assertThat(after(Duration.ofSeconds(-1)).hasPassed()).isTrue();
        assertThat(after(Duration.ofSeconds(Long.MIN_VALUE)).hasPassed()).isTrue();
    }

    @Test
    void aTimeoutOfCenturiesHasNotPassed() {
        assertThat(after(Duration.ofSeconds(Long.MAX_VALUE)).hasPassed()).isFalse();
        assertThat(after(Duration.ofDays(365_000)).remaining()).isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void runsByTheMachinesClock() {
        assertThat(Deadline.after(Duration.ofHours(1)).hasPassed()).isFalse();
        assertThat(Deadline.after(Duration.ofHours(1)).remaining())
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    private Deadline after(Duration timeout) {
        return Deadline.after(timeout, clock::get);
    }
}
