package dev.crayfleet.runner.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLimitsTest {
    private static TaskOptions options(@Nullable Thinking thinking, @Nullable Duration timeout) {
        return new TaskOptions(null, thinking, timeout, null, null);
    }

    @ParameterizedTest
    @CsvSource({"OFF,120", "LOW,120", "MEDIUM,120", "HIGH,300", "XHIGH,300", "ULTRA,300"})
    void givesMoreTimeForHighThinking(Thinking thinking, long seconds) {
        assertThat(TimeLimits.DEFAULT.of(options(thinking, null)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void prefersTheTasksTimeoutAndAboveItTheRunners() {
        Duration requested = Duration.ofMinutes(10);
        assertThat(TimeLimits.DEFAULT.of(TaskOptions.NONE)).isEqualTo(Duration.ofSeconds(120));
        assertThat(TimeLimits.DEFAULT.of(options(Thinking.HIGH, requested))).isEqualTo(requested);
        Duration override = Duration.ofSeconds(7);
        TimeLimits overriding =
                new TimeLimits(override, Duration.ofSeconds(120), Duration.ofSeconds(300));
        assertThat(overriding.of(options(Thinking.HIGH, requested))).isEqualTo(override);
    }
}
