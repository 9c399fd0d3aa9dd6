package dev.crayfleet.runner.run;

import org.jspecify.annotations.Nullable;

/** Whether it is time for a runner to leave by itself. Not safe for use by many threads. */
final class ExitCondition {
    private final ExitPolicy policy;
    private int acceptedTasks;
    private long lastBusyAt;
    private boolean exiting;
    private @Nullable String order;

    /**
     * @param now of the monotonic clock, like every other
     */
    ExitCondition(ExitPolicy policy, long now) {
        this.policy = policy;
        this.lastBusyAt = now;
    }

    void attemptAccepted(long now) {
        acceptedTasks++;
        lastBusyAt = now;
    }

    void attemptEnded(long now) {
        lastBusyAt = now;
    }

    /** It could not have had a task before. */
    void restartIdleTime(long now) {
        lastBusyAt = now;
    }

    /**
     * Somebody wants it to leave as soon as nothing runs.
     *
     * @param reason for people
     */
    void order(String reason) {
        order = reason;
    }

    boolean isOrdered() {
        return order != null;
    }

    /** Whether it accepts no more tasks, whatever becomes of its session. */
    boolean acceptsNoMore() {
        return isOrdered() || isTaskLimitReached();
    }

    private boolean isTaskLimitReached() {
        return policy.maxTasks() > 0 && acceptedTasks >= policy.maxTasks();
    }

    /** How many it will still accept. */
    int remainingTasks() {
        if (isOrdered()) {
            return 0;
        }
        return policy.maxTasks() == 0
                ? Integer.MAX_VALUE
                : Math.max(0, policy.maxTasks() - acceptedTasks);
    }

    /**
     * To be asked while nothing runs.
     *
     * @return whether it is time to leave; true only once
     */
    boolean startExit(long now) {
        if (exiting) {
            return false;
        }
        exiting = acceptsNoMore() || isIdleTooLong(now);
        return exiting;
    }

    private boolean isIdleTooLong(long now) {
        return policy.maxIdle().isPositive() && now - lastBusyAt >= policy.maxIdle().toNanos();
    }

    /** Why the runner goes, for people. */
    String reason() {
        if (!exiting) {
            return "runner is shut down";
        }
        if (order != null) {
            return order;
        }
        return isTaskLimitReached()
                ? "it has done the %d it was to do".formatted(policy.maxTasks())
                : "IDLE, no task for %d s".formatted(policy.maxIdle().toSeconds());
    }
}
