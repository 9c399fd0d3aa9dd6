package dev.crayfleet.runner.kafka;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner's clockwork: beats, and looks at the lease. Two threads, because a beat may have to
 * wait for Kafka just when the lease must be looked at.
 */
final class HeartbeatScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatScheduler.class);
    private final ScheduledThreadPoolExecutor threads;

    /**
     * @param beat done every so often
     * @param watch done four times as often
     */
    HeartbeatScheduler(Runnable beat, Runnable watch, Duration every, String name) {
        this.threads =
                new ScheduledThreadPoolExecutor(
                        2, Thread.ofPlatform().name(name + "-beats-", 0).factory());
        repeat(beat, every);
        repeat(watch, every.dividedBy(4));
    }

    private void repeat(Runnable work, Duration every) {
        Runnable guarded =
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        // A schedule ends at the first of them, and with it the runner's life.
                        LOG.error("a beat failed", e);
                    }
                };
        // With a fixed delay a woken machine does not make up for the beats it missed.
        threads.scheduleWithFixedDelay(guarded, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.error("the beats did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
