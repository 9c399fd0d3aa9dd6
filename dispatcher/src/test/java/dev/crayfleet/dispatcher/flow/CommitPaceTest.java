package dev.crayfleet.dispatcher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long MS = 1_000_000;
    private static final long START = 1_000_000 * MS;

    private final CommitPace pace = new CommitPace();

    @Test
    void aLaneWithLittleToDoCommitsAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            long now = START + i * 10 * MS;
            pace.record(now);
            assertThat(pace.isDue(now)).as("claim %d", i).isTrue();
            // What runners say of it.
            pace.record(now + 2 * MS);
            pace.record(now + 3 * MS);
        }
    }

    @Test
    void nothingIsCommittedMoreOftenThanAHundredTimesASecond() {
        assertThat(pace.isDue(START)).isTrue();
        assertThat(pace.isDue(START + 9 * MS)).isFalse();
        assertThat(pace.isDue(START + 10 * MS)).isTrue();
    }

    @Test
    void underLoadTheIntervalAloneCommits() {
        int due = 0;
        for (int i = 0; i < 10_000; i++) {
            long now = START + i * MS / 2;
            pace.record(now);
            due += pace.isDue(now) ? 1 : 0;
        }
        // The first few, until it is known.
        assertThat(due).isBetween(1, 4);
    }

    @Test
    void whatWasBusyAndIsNotAnyMoreCommitsAtOnceAgain() {
        for (int i = 0; i < 1_000; i++) {
            pace.record(START + i * MS / 2);
        }
        long later = START + 1_000 * MS;
        pace.record(later);
        assertThat(pace.isDue(later)).isTrue();
    }
}
