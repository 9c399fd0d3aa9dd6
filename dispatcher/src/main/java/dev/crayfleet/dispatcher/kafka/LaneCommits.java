package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;

/**
 * Sees to it that what a lane has written is committed in time, and that its meters are told. For
 * the thread of Kafka Streams that owns the lane.
 */
final class LaneCommits {
    private static final Duration METERS_EVERY = Duration.ofMillis(500);

    private final LaneParts parts;
    private final CommitPace pace;
    private final LaneOutput output;
    private final LaneTimer commitTimer;
    private final LaneTimer metersTimer;

    /**
     * @param commitTimer calls {@link #commitIfDue}
     * @param metersTimer tells the meters
     */
    LaneCommits(
            LaneParts parts,
            CommitPace pace,
            LaneOutput output,
            LaneTimer commitTimer,
            LaneTimer metersTimer) {
        this.parts = parts;
        this.pace = pace;
        this.output = output;
        this.commitTimer = commitTimer;
        this.metersTimer = metersTimer;
    }

    /**
     * Something was written.
     *
     * @param isUrgent whether somebody waits for it: a claim
     */
    void wrote(boolean isUrgent) {
        Instant now = parts.clock().instant();
        metersTimer.arm(now.plus(METERS_EVERY), now);
        if (pace.wrote(isUrgent, System.nanoTime())) {
            output.commitSoon();
        } else if (!commitTimer.isArmed()) {
            armCommit(now);
        }
    }

    void commitIfDue() {
        if (pace.isDue(System.nanoTime())) {
            output.commitSoon();
        } else if (pace.isPending()) {
            armCommit(parts.clock().instant());
        }
    }

    private void armCommit(Instant now) {
        commitTimer.arm(now.plus(parts.settings().commitInterval()), now);
    }
}
