package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;

/**
 * Sees to it that what a lane has written is committed in time, and that its meters are updated.
 * For the thread of Kafka Streams that owns the lane.
 */
final class LaneCommits {
    private static final Duration METERS_INTERVAL = Duration.ofMillis(500);

    private final LaneDependencies dependencies;
    private final CommitThrottle pace;
    private final LaneRecordWriter output;
    private final LaneTimer commitTimer;
    private final LaneTimer metersTimer;

    /**
     * @param updateMeters called some time after something was written
     */
    LaneCommits(
            LaneDependencies dependencies,
            CommitThrottle pace,
            LaneRecordWriter output,
            LaneTimer.Factory timers,
            Runnable updateMeters) {
        this.dependencies = dependencies;
        this.pace = pace;
        this.output = output;
        this.commitTimer = timers.create(this::commitIfDue);
        this.metersTimer = timers.create(updateMeters);
    }

    /**
     * Something was written.
     *
     * @param isUrgent whether somebody waits for it: a claim
     */
    void written(boolean isUrgent) {
        Instant now = dependencies.clock().instant();
        metersTimer.arm(now.plus(METERS_INTERVAL), now);
        if (pace.written(isUrgent, System.nanoTime())) {
            output.requestCommit();
        } else if (!commitTimer.isArmed()) {
            armCommit(now);
        }
    }

    private void commitIfDue() {
        if (pace.takeDue(System.nanoTime())) {
            output.requestCommit();
        } else if (pace.isPending()) {
            armCommit(dependencies.clock().instant());
        }
    }

    private void armCommit(Instant now) {
        commitTimer.arm(now.plus(dependencies.settings().commitInterval()), now);
    }
}
