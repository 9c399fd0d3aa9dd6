package dev.crayfleet.runner.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The built-in demo agent.
 *
 * @param delay how long it pretends to work
 * @param journal a file to which a line is added for each of its starts; absent for none
 */
public record DemoSettings(Duration delay, @Nullable Path journal) {
    /**
     * @throws IllegalArgumentException if the delay is negative
     */
    public DemoSettings {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("demo-delay cannot be negative");
        }
    }
}
