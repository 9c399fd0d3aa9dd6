package dev.crayfleet.runner.config;

import dev.crayfleet.runner.slots.TimeLimits;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Settings below {@code crayfleet.runner}: how long an agent may take for a task.
 *
 * @param timeout ({@code TIMEOUT}, in seconds) where the task says nothing, whatever its thinking;
 *     empty for none
 * @param timeoutUsual likewise, where that is empty
 * @param timeoutHigh likewise, with thinking of high and above
 * @param maxTimeout for every task, whatever it says
 */
@ConfigurationProperties(SettingText.PREFIX)
public record TimeLimitConfig(
        @Value("${crayfleet.runner.timeout:timeout:}") String timeout,
        @Bindable(defaultValue = "120s") String timeoutUsual,
        @Bindable(defaultValue = "300s") String timeoutHigh,
        @Bindable(defaultValue = "24h") String maxTimeout) {

    public TimeLimits limits() {
        return new TimeLimits(
                timeout.isBlank() ? null : SettingText.duration("timeout", timeout),
                SettingText.duration("timeout-usual", timeoutUsual),
                SettingText.duration("timeout-high", timeoutHigh),
                SettingText.duration("max-timeout", maxTimeout));
    }
}
