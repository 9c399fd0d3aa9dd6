package dev.crayfleet.runner.run;

import java.time.Duration;

/**
 * When a runner leaves by itself.
 *
 * @param maxTasks after so many attempts; 0 for never
 * @param idle after so long without work; zero for never
 * @param leave called once, from the runner's clockwork; whoever it is drains the runner elsewhere
 */
public record ExitPolicy(int maxTasks, Duration idle, Runnable leave) {
    public static final ExitPolicy NEVER = new ExitPolicy(0, Duration.ZERO, () -> {});

    /**
     * @throws IllegalArgumentException if a number is below 0
     */
    public ExitPolicy {
        if (maxTasks < 0 || idle.isNegative()) {
            throw new IllegalArgumentException("max-tasks and idle-exit cannot be below 0");
        }
    }
}
