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
        assertThat(TimeLimits.DEFAULT.of(options(thinking, null)).timeout())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void prefersTheTasksOwnTimeout() {
        Duration requested = Duration.ofMinutes(10);
        TimeLimits general =
                new TimeLimits(
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(300),
                        Duration.ofHours(24));
        assertThat(general.of(options(Thinking.HIGH, null)))
                .isEqualTo(new TimeLimits.Allowed(Duration.ofSeconds(7), null));
        assertThat(general.of(options(Thinking.HIGH, requested)))
                .isEqualTo(new TimeLimits.Allowed(requested, null));
        assertThat(TimeLimits.DEFAULT.of(options(null, requested)))
                .isEqualTo(new TimeLimits.Allowed(requested, null));
    }

    @Test
    void givesNoTaskMoreThanTheMaximumAndSaysSoToWhoAskedForMore() {
        Duration max = Duration.ofSeconds(90);
        TimeLimits limited =
                new TimeLimits(null, Duration.ofSeconds(120), Duration.ofSeconds(300), max);
        assertThat(limited.of(TaskOptions.NONE)).isEqualTo(new TimeLimits.Allowed(max, null));
        assertThat(limited.of(options(null, Duration.ofHours(2))))
                .isEqualTo(
                        new TimeLimits.Allowed(
                                max,
                                "The task asked for 120 min; this runner gives a task at most 90 s."));
        assertThat(limited.of(options(null, max))).isEqualTo(new TimeLimits.Allowed(max, null));
    }
}
