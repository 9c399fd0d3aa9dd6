package dev.crayfleet.runner.run;

import java.time.Duration;

/**
 * When a runner leaves by itself.
 *
 * @param maxTasks after so many attempts; 0 for never
 * @param maxIdle after so long without work; zero for never
 * @param exit called once, from a thread of the heartbeats; it must drain the runner in another
 *     thread
 */
public record ExitPolicy(int maxTasks, Duration maxIdle, Runnable exit) {
    public static final ExitPolicy NEVER = new ExitPolicy(0, Duration.ZERO, () -> {});

    /**
     * @throws IllegalArgumentException if a number is below 0
     */
    public ExitPolicy {
        if (maxTasks < 0 || maxIdle.isNegative()) {
            throw new IllegalArgumentException("max-tasks and idle-exit cannot be below 0");
        }
    }
}
