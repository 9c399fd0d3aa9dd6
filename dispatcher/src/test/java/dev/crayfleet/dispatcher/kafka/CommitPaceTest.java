package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long MS = 1_000_000;
    private static final long START = 1_000_000 * MS;

    private final CommitPace pace = new CommitPace(Duration.ofMillis(10), START);

    @Test
    void aLaneWithLittleToDoCommitsClaimsAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.wrote(true, START + i * 10 * MS)).as("claim %d", i).isTrue();
        }
    }

    @Test
    void nothingIsCommittedMoreOftenThanOnceAnInterval() {
        assertThat(pace.wrote(true, START)).isTrue();
        assertThat(pace.wrote(true, START + 9 * MS)).isFalse();
        assertThat(pace.wrote(true, START + 10 * MS)).isTrue();
    }

    @Test
    void underLoadEachIntervalIsOneCommit() {
        int commits = 0;
        for (int i = 0; i < 10_000; i++) {
            commits += pace.wrote(i % 3 == 0, START + i * MS / 2) ? 1 : 0;
        }
        assertThat(commits).isBetween(400, 500);
    }

    @Test
    void whatWasBusyAndIsNotAnyMoreCommitsAtOnceAgain() {
        for (int i = 0; i < 1_000; i++) {
            pace.wrote(true, START + i * MS / 2);
        }
        assertThat(pace.wrote(true, START + 520 * MS)).isTrue();
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
