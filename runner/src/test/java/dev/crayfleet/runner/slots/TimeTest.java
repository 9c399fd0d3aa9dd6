package dev.crayfleet.runner.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTest {
    private static TaskOptions options(@Nullable Thinking thinking, @Nullable Duration timeout) {
        return new TaskOptions(null, thinking, timeout, null, null);
    }

    @ParameterizedTest
    @CsvSource({"OFF,120", "LOW,120", "MEDIUM,120", "HIGH,300", "XHIGH,300", "ULTRA,300"})
    void givesMoreTimeToThoseWhoThinkMore(Thinking thinking, long seconds) {
        assertThat(TimeLimits.DEFAULT.of(options(thinking, null)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void heedsTheTaskAndAboveItTheRunner() {
        Duration asked = Duration.ofMinutes(10);
        assertThat(TimeLimits.DEFAULT.of(TaskOptions.NONE)).isEqualTo(Duration.ofSeconds(120));
        assertThat(TimeLimits.DEFAULT.of(options(Thinking.HIGH, asked))).isEqualTo(asked);
        Duration all = Duration.ofSeconds(7);
        TimeLimits overriding =
                new TimeLimits(all, Duration.ofSeconds(120), Duration.ofSeconds(300));
        assertThat(overriding.of(options(Thinking.HIGH, asked))).isEqualTo(all);
    }

    @Test
    void countsTheSleepOfAMachineAndNoClockSetBack() {
        AtomicLong steady = new AtomicLong(5_000);
        AtomicLong wall = new AtomicLong(9_000_000);
        Ticker ticker = new SuspendAwareTicker(steady::get, wall::get);
        long start = ticker.nanos();
        steady.addAndGet(1_000);
        wall.addAndGet(1_000);
        assertThat(ticker.nanos() - start).isEqualTo(1_000);
        // Asleep for a minute: only the wall clock went on.
        wall.addAndGet(60_000_000_000L);
        assertThat(ticker.nanos() - start).isEqualTo(60_000_001_000L);
        wall.addAndGet(-3_600_000_000_000L);
        steady.addAndGet(500);
        assertThat(ticker.nanos() - start).isEqualTo(60_000_001_500L);
    }
}
