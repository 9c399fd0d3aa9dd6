package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;

/**
 * Requests the commits of a lane in time, and updates its meters. For the Kafka Streams thread that
 * owns the lane.
 */
final class LaneCommits {
    private static final Duration METERS_INTERVAL = Duration.ofMillis(500);

    private final LaneDependencies dependencies;
    private final CommitThrottle throttle;
    private final LaneRecordWriter writer;
    private final LaneTimer commitTimer;
    private final LaneTimer metersTimer;

    /**
     * @param updateMeters called some time after something was written
     */
    LaneCommits(
            LaneDependencies dependencies,
            CommitThrottle throttle,
            LaneRecordWriter writer,
            LaneTimer.Factory timers,
            Runnable updateMeters) {
        this.dependencies = dependencies;
        this.throttle = throttle;
        this.writer = writer;
        this.commitTimer = timers.create(this::commitIfDue);
        this.metersTimer = timers.create(updateMeters);
    }

    /**
     * Something was written.
     *
     * @param isUrgent whether a runner waits for it, which is so for claims
     */
    void written(boolean isUrgent) {
        Instant now = dependencies.clock().instant();
        metersTimer.arm(now.plus(METERS_INTERVAL), now);
        if (throttle.written(isUrgent, System.nanoTime())) {
            writer.requestCommit();
        } else if (!commitTimer.isArmed()) {
            armCommit(now);
        }
    }

    private void commitIfDue() {
        if (throttle.takeDue(System.nanoTime())) {
            writer.requestCommit();
        } else if (throttle.isPending()) {
            armCommit(dependencies.clock().instant());
        }
    }

    private void armCommit(Instant now) {
        commitTimer.arm(now.plus(dependencies.settings().commitInterval()), now);
    }
}
