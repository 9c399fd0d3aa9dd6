package dev.crayfleet.runner.run;

import dev.crayfleet.agents.workspace.Retention;
import dev.crayfleet.agents.workspace.RunRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes old workspaces now and then, ends what other runners left behind, and says meanwhile that
 * this one lives. Owns its threads.
 */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final Retention retention;
    private final OrphanReaper leftBehind;
    private final Clock clock;
    private final ScheduledExecutorService threads;

    public Housekeeping(
            Retention retention,
            RunRegistry notes,
            OrphanReaper leftBehind,
            Clock clock,
            String name) {
        this.retention = retention;
        this.leftBehind = leftBehind;
        this.clock = clock;
        // One for each: who deletes much still says that it lives.
        this.threads =
                Executors.newScheduledThreadPool(
                        3, Thread.ofPlatform().name(name + "-housekeeping-", 0).daemon().factory());
        repeat(this::sweep, Duration.ZERO, SWEEP);
        repeat(this::look, LOOK, LOOK);
        repeat(notes::touch, RunRegistry.TOUCH_INTERVAL, RunRegistry.TOUCH_INTERVAL);
    }

    private void repeat(Runnable work, Duration first, Duration every) {
        Runnable guarded =
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        // The next time may go better; an exception would make this the last.
                        LOG.warn("housekeeping failed", e);
                    }
                };
        threads.scheduleWithFixedDelay(
                guarded, first.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            leftBehind.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
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
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("housekeeping did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
