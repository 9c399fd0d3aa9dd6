package dev.crayfleet.runner.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;

/**
 * Settings below {@code crayfleet.runner}: the built-in demo agent.
 *
 * @param demoDelay how long it pretends to work
 * @param demoJournal a file to which a line is added for each of its starts; empty for none
 */
@ConfigurationProperties(SettingText.PREFIX)
public record DemoConfig(
        @Bindable(defaultValue = "0s") String demoDelay,
        @Bindable(defaultValue = "") String demoJournal) {

    /**
     * @param home of the user, for {@code ~/}
     */
    public DemoSettings settings(Path home) {
        return new DemoSettings(
                SettingText.duration("demo-delay", demoDelay),
                SettingText.optionalPath(demoJournal, home));
    }
}
