package dev.crayfleet.poster.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InDoubtWindowTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration NONCE = Duration.ofMinutes(2);

    @Test
    void anEarlierLifeMayHavePostedUntilItsPartitionWasTakenOver() {
        assertThat(InDoubtWindow.ofEarlierLife(at(-30), at(0), at(5)))
                .isEqualTo(new InDoubtWindow(at(-30), at(0)));
    }

    @Test
    void itDidNotPostWhatWasRecordedLater() {
        assertThat(InDoubtWindow.ofEarlierLife(at(3), at(0), at(5))).isEqualTo(InDoubtWindow.NONE);
    }

    @Test
    void clocksMayDiffer() {
        assertThat(InDoubtWindow.ofEarlierLife(at(1), at(0), at(5)))
                .isEqualTo(new InDoubtWindow(at(1), at(1)));
    }

    @Test
    void aTimeThatCannotBeSaysNothing() {
        InDoubtWindow always = new InDoubtWindow(Instant.parse("2015-01-01T00:00:00Z"), at(0));
        assertThat(InDoubtWindow.ofEarlierLife(Instant.ofEpochMilli(-1), at(0), at(5)))
                .isEqualTo(always);
        assertThat(InDoubtWindow.ofEarlierLife(Instant.ofEpochMilli(Long.MIN_VALUE), at(0), at(5)))
                .isEqualTo(always);
        assertThat(InDoubtWindow.ofEarlierLife(Instant.ofEpochMilli(Long.MAX_VALUE), at(0), at(5)))
                .isEqualTo(always);
    }

    @Test
    void aTryWithoutAnAnswerRaisesDoubt() {
        assertThat(InDoubtWindow.NONE.with(at(1), at(2)))
                .isEqualTo(new InDoubtWindow(at(1), at(2)));
        assertThat(new InDoubtWindow(at(-30), at(0)).with(at(1), at(2)))
                .isEqualTo(new InDoubtWindow(at(-30), at(2)));
        assertThat(new InDoubtWindow(at(1), at(2)).with(at(0), at(0)))
                .isEqualTo(new InDoubtWindow(at(0), at(2)));
    }

    @Test
    void aNonceSpeaksForWhatIsYoung() {
        assertThat(InDoubtWindow.NONE.outlives(NONCE, at(0))).isFalse();
        assertThat(new InDoubtWindow(at(-2), at(0)).outlives(NONCE, at(0))).isFalse();
        assertThat(new InDoubtWindow(at(-3), at(0)).outlives(NONCE, at(0))).isTrue();
    }

    private static Instant at(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }
}
