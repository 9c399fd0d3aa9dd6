package dev.crayfleet.runner.run;

import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Retention;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does at intervals what no task waits for: deletes old workspaces, ends what killed runners left
 * behind, and marks the entries of this runner in the registry as alive. Owns its threads.
 */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration RETENTION_INTERVAL = Duration.ofMinutes(10);
    private static final Duration ORPHAN_INTERVAL = Duration.ofSeconds(15);
    private static final long CLOSE_TIMEOUT_SECONDS = 5;

    private final Retention retention;
    private final OrphanReaper orphans;
    private final Clock clock;
    private final ScheduledExecutorService threads;

    public Housekeeping(
            Retention retention,
            AgentRunRegistry registry,
            OrphanReaper orphans,
            Clock clock,
            String name) {
        this.retention = retention;
        this.orphans = orphans;
        this.clock = clock;
        // A thread for each, so that entries are marked while much is deleted.
        this.threads =
                Executors.newScheduledThreadPool(
                        3, Thread.ofPlatform().name(name + "-housekeeping-", 0).daemon().factory());
        repeat(this::deleteOldWorkspaces, Duration.ZERO, RETENTION_INTERVAL);
        repeat(this::reapOrphans, ORPHAN_INTERVAL, ORPHAN_INTERVAL);
        repeat(registry::touch, AgentRunRegistry.TOUCH_INTERVAL, AgentRunRegistry.TOUCH_INTERVAL);
    }

    private void repeat(Runnable job, Duration delay, Duration interval) {
        Runnable guarded =
                () -> {
                    try {
                        job.run();
                    } catch (RuntimeException | Error e) {
                        // An exception that passes would end the schedule.
                        LOG.warn("housekeeping failed", e);
                    }
                };
        threads.scheduleWithFixedDelay(
                guarded, delay.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void reapOrphans() {
        try {
            orphans.reap();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteOldWorkspaces() {
        try {
            int deleted = retention.sweep(clock.instant());
            if (deleted > 0) {
                LOG.info("{} old workspaces were deleted", deleted);
            }
        } catch (IOException e) {
            LOG.warn("old workspaces could not be deleted", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("housekeeping did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
