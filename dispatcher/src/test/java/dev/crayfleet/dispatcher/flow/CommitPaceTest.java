package dev.crayfleet.dispatcher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long MS = 1_000_000;
    private static final long START = 1_000_000 * MS;

    private final CommitPace pace = new CommitPace(Duration.ofMillis(10));

    @Test
    void aLaneWithLittleToDoCommitsClaimsAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            long now = START + i * 10 * MS;
            pace.record(now);
            assertThat(pace.wrote(true, now)).as("claim %d", i).isTrue();
            // What runners say of it.
            pace.record(now + 2 * MS);
            pace.record(now + 3 * MS);
        }
    }

    @Test
    void noClaimIsCommittedAtOnceMoreOftenThanAHundredTimesASecond() {
        assertThat(pace.wrote(true, START)).isTrue();
        assertThat(pace.wrote(true, START + 9 * MS)).isFalse();
        assertThat(pace.wrote(true, START + 10 * MS)).isTrue();
    }

    @Test
    void underLoadTheIntervalAloneCommits() {
        int commits = 0;
        for (int i = 0; i < 10_000; i++) {
            long now = START + i * MS / 2;
            pace.record(now);
            commits += pace.wrote(true, now) ? 1 : 0;
        }
        // One in ten milliseconds, or half a millisecond more; the first few until it is known.
        assertThat(commits).isBetween(470, 505);
    }

    @Test
    void whatWasBusyAndIsNotAnyMoreCommitsAtOnceAgain() {
        for (int i = 0; i < 1_000; i++) {
            pace.record(START + i * MS / 2);
        }
        long later = START + 1_000 * MS;
        pace.record(later);
        assertThat(pace.wrote(true, later)).isTrue();
    }

    @Test
    void whatIsNotUrgentIsCommittedAtOnceWhereNothingElseWas() {
        assertThat(pace.wrote(false, START)).isTrue();
        assertThat(pace.wrote(false, START + 5 * MS)).isFalse();
        assertThat(pace.wrote(false, START + 36 * MS)).isTrue();
    }

    @Test
    void elseItWaitsForTheIntervalFromTheFirst() {
        assertThat(pace.wrote(true, START)).isTrue();
        assertThat(pace.wrote(false, START + MS)).isFalse();
        assertThat(pace.wrote(false, START + 10 * MS)).isFalse();
        assertThat(pace.isPending()).isTrue();
        assertThat(pace.isDue(START + 10 * MS)).isFalse();
        assertThat(pace.isDue(START + 11 * MS)).isTrue();
        assertThat(pace.isPending()).isFalse();
        assertThat(pace.isDue(START + 31 * MS)).isFalse();
    }

    @Test
    void aClaimThatIsCommittedAtOnceTakesWithItWhatWaits() {
        assertThat(pace.wrote(true, START)).isTrue();
        assertThat(pace.wrote(false, START + 2 * MS)).isFalse();
        assertThat(pace.wrote(true, START + 10 * MS)).isTrue();
        assertThat(pace.isPending()).isFalse();
    }
}
