package dev.crayfleet.runner.kafka;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has heartbeats sent and the lease checked at intervals. Owns two scheduler, because a heartbeat
 * may have to wait for Kafka just when the lease must be checked.
 */
final class HeartbeatScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatScheduler.class);
    private static final int CHECKS_PER_HEARTBEAT = 4;
    private static final long CLOSE_TIMEOUT_SECONDS = 10;

    private final ScheduledThreadPoolExecutor scheduler;

    /**
     * @param interval between heartbeats; the lease is checked four times as often
     */
    HeartbeatScheduler(
            Runnable sendHeartbeats, Runnable checkLease, Duration interval, String name) {
        this.scheduler =
                new ScheduledThreadPoolExecutor(
                        2, Thread.ofPlatform().name(name + "-heartbeats-", 0).factory());
        repeat(sendHeartbeats, interval);
        repeat(checkLease, interval.dividedBy(CHECKS_PER_HEARTBEAT));
    }

    private void repeat(Runnable job, Duration interval) {
        Runnable guarded =
                () -> {
                    try {
                        job.run();
                    } catch (RuntimeException | Error e) {
                        // An exception that passes would end the schedule, and with it the session.
                        LOG.error("a heartbeat failed", e);
                    }
                };
        // With a fixed delay, a machine that was suspended does not make up for missed heartbeats.
        scheduler.scheduleWithFixedDelay(guarded, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            if (!scheduler.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("the heartbeats did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
