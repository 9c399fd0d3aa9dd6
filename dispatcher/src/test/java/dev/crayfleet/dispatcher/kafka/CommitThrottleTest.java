package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitThrottleTest {
    private static final long MS = 1_000_000;
    private static final long START = 1_000_000 * MS;

    private final CommitThrottle pace = new CommitThrottle(Duration.ofMillis(10), START);

    @Test
    void anIdleLaneCommitsClaimsAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.written(true, START + i * 10 * MS)).as("claim %d", i).isTrue();
        }
    }

    @Test
    void nothingIsCommittedMoreOftenThanOnceAnInterval() {
        assertThat(pace.written(true, START)).isTrue();
        assertThat(pace.written(true, START + 9 * MS)).isFalse();
        assertThat(pace.written(true, START + 10 * MS)).isTrue();
    }

    @Test
    void underLoadEachIntervalIsOneCommit() {
        int commits = 0;
        for (int i = 0; i < 10_000; i++) {
            commits += pace.written(i % 3 == 0, START + i * MS / 2) ? 1 : 0;
        }
        assertThat(commits).isBetween(400, 500);
    }

    @Test
    void aLaneThatIsNoLongerBusyCommitsAtOnceAgain() {
        for (int i = 0; i < 1_000; i++) {
            pace.written(true, START + i * MS / 2);
        }
        assertThat(pace.written(true, START + 520 * MS)).isTrue();
    }

    @Test
    void aNonUrgentWriteIsCommittedAtOnceAfterALongPause() {
        assertThat(pace.written(false, START)).isTrue();
        assertThat(pace.written(false, START + 5 * MS)).isFalse();
        assertThat(pace.written(false, START + 36 * MS)).isTrue();
    }

    @Test
    void aNonUrgentWriteAfterACommitWaitsForTheInterval() {
        assertThat(pace.written(true, START)).isTrue();
        assertThat(pace.written(false, START + MS)).isFalse();
        assertThat(pace.written(false, START + 10 * MS)).isFalse();
        assertThat(pace.isPending()).isTrue();
        assertThat(pace.takeDue(START + 10 * MS)).isFalse();
        assertThat(pace.takeDue(START + 11 * MS)).isTrue();
        assertThat(pace.isPending()).isFalse();
        assertThat(pace.takeDue(START + 31 * MS)).isFalse();
    }

    @Test
    void anUrgentCommitIncludesPendingWrites() {
        assertThat(pace.written(true, START)).isTrue();
        assertThat(pace.written(false, START + 2 * MS)).isFalse();
        assertThat(pace.written(true, START + 10 * MS)).isTrue();
        assertThat(pace.isPending()).isFalse();
    }
}
