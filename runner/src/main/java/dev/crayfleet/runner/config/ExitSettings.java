package dev.crayfleet.runner.config;

import java.time.Duration;

/**
 * When the runner leaves by itself.
 *
 * @param maxTasks after so many attempts; 0 for never
 * @param maxIdle after so long without work; zero for never
 */
public record ExitSettings(int maxTasks, Duration maxIdle) {
    public static final ExitSettings NEVER = new ExitSettings(0, Duration.ZERO);
}
