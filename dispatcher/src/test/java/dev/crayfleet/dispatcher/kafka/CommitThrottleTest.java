package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitThrottleTest {
    private static final long MS = 1_000_000;
    private static final long START = 1_000_000 * MS;

    private final CommitThrottle throttle = new CommitThrottle(Duration.ofMillis(10), START);

    @Test
    void anIdleLaneCommitsClaimsAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(throttle.written(true, START + i * 10 * MS)).as("claim %d", i).isTrue();
        }
    }

    @Test
    void nothingIsCommittedMoreOftenThanOnceAnInterval() {
        assertThat(throttle.written(true, START)).isTrue();
        assertThat(throttle.written(true, START + 9 * MS)).isFalse();
        assertThat(throttle.written(true, START + 10 * MS)).isTrue();
    }

    @Test
    void underLoadEachIntervalIsOneCommit() {
        int commits = 0;
        for (int i = 0; i < 10_000; i++) {
            commits += throttle.written(i % 3 == 0, START + i * MS / 2) ? 1 : 0;
        }
        assertThat(commits).isBetween(400, 500);
    }

    @Test
    void aLaneThatIsNoLongerBusyCommitsAtOnceAgain() {
        for (int i = 0; i < 1_000; i++) {
            throttle.written(true, START + i * MS / 2);
        }
        assertThat(throttle.written(true, START + 520 * MS)).isTrue();
    }

    @Test
    void aNonUrgentWriteIsCommittedAtOnceAfterALongPause() {
        assertThat(throttle.written(false, START)).isTrue();
        assertThat(throttle.written(false, START + 5 * MS)).isFalse();
        assertThat(throttle.written(false, START + 36 * MS)).isTrue();
    }

    @Test
    void aNonUrgentWriteAfterACommitWaitsForTheInterval() {
        assertThat(throttle.written(true, START)).isTrue();
        assertThat(throttle.written(false, START + MS)).isFalse();
        assertThat(throttle.written(false, START + 10 * MS)).isFalse();
        assertThat(throttle.isPending()).isTrue();
        assertThat(throttle.takeDue(START + 10 * MS)).isFalse();
        assertThat(throttle.takeDue(START + 11 * MS)).isTrue();
        assertThat(throttle.isPending()).isFalse();
        assertThat(throttle.takeDue(START + 31 * MS)).isFalse();
    }

    @Test
    void anUrgentCommitIncludesPendingWrites() {
        assertThat(throttle.written(true, START)).isTrue();
        assertThat(throttle.written(false, START + 2 * MS)).isFalse();
        assertThat(throttle.written(true, START + 10 * MS)).isTrue();
        assertThat(throttle.isPending()).isFalse();
    }
}
