package dev.crayfleet.dispatcher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long MS = 1_000_000;
    private static final long START = 1_000_000 * MS;

    private final CommitPace pace = new CommitPace();

    @Test
    void aLaneWithLittleToDoCommitsAtOnce() {
        for (int i = 0; i < 100; i++) {
            long now = START + i * 50 * MS;
            pace.record(now);
            assertThat(pace.isDue(now)).as("claim %d", i).isTrue();
        }
    }

    @Test
    void nothingIsCommittedMoreOftenThanFiftyTimesASecond() {
        assertThat(pace.isDue(START)).isTrue();
        assertThat(pace.isDue(START + 19 * MS)).isFalse();
        assertThat(pace.isDue(START + 20 * MS)).isTrue();
    }

    @Test
    void underLoadTheIntervalAloneCommits() {
        int due = 0;
        for (int i = 0; i < 10_000; i++) {
            long now = START + i * MS / 2;
            pace.record(now);
            due += pace.isDue(now) ? 1 : 0;
        }
        // The first few of each window of 200 ms.
        assertThat(due).isLessThanOrEqualTo(26);
    }
}
