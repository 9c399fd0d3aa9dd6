package dev.crayfleet.runner.run;

import dev.crayfleet.runner.workspace.Retention;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes old workspaces now and then. Owns its thread. */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Retention retention;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    public Housekeeping(Retention retention, Clock clock, Duration every, String name) {
        this.retention = retention;
        this.clock = clock;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name + "-housekeeping").daemon().factory());
        thread.scheduleWithFixedDelay(this::sweep, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sweep() {
        try {
            int deleted = retention.sweep(clock.instant());
            if (deleted > 0) {
                LOG.info("{} old workspaces were deleted", deleted);
            }
        } catch (IOException | RuntimeException e) {
            // The next sweep tries again; an exception would be the last of them.
            LOG.warn("old workspaces could not be deleted", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("housekeeping did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
