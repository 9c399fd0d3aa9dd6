package dev.crayfleet.runner.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Settings below {@code crayfleet.runner}: when it leaves, and how its agents end.
 *
 * @param drainTimeout how long agents may go on once the runner is to end
 * @param killGrace how long an agent may take to end by itself when it is stopped
 * @param maxTasks the runner leaves after so many attempts; 0 for never
 * @param idleExit ({@code MAX_IDLE_TIME}) and after so long without work; 0s for never
 */
@ConfigurationProperties(SettingText.PREFIX)
public record ShutdownConfig(
        @Bindable(defaultValue = "30s") String drainTimeout,
        @Bindable(defaultValue = "4s") String killGrace,
        @Bindable(defaultValue = "0") String maxTasks,
        @Value("${crayfleet.runner.idle-exit:max.idle.time:0s}") String idleExit) {

    public Duration drainLimit() {
        return SettingText.duration("drain-timeout", drainTimeout);
    }

    public Duration killLimit() {
        return SettingText.duration("kill-grace", killGrace);
    }

    public ExitSettings exit() {
        return new ExitSettings(
                SettingText.smallNumber("max-tasks", maxTasks),
                SettingText.duration("idle-exit", idleExit));
    }
}
