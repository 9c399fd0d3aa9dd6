package dev.crayfleet.poster.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InDoubtWindowTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration NONCE_HOLDS = Duration.ofMinutes(2);

    @Test
    void thePreviousOwnerMayHavePostedUntilItsPartitionWasTakenOver() {
        assertThat(InDoubtWindow.ofPreviousOwner(at(-30), at(0), at(5)))
                .isEqualTo(new InDoubtWindow(at(-30), at(0)));
    }

    @Test
    void thePreviousOwnerDidNotPostWhatWasRecordedLater() {
        assertThat(InDoubtWindow.ofPreviousOwner(at(3), at(0), at(5)))
                .isEqualTo(InDoubtWindow.NONE);
    }

    @Test
    void clockSkewIsAllowedFor() {
        assertThat(InDoubtWindow.ofPreviousOwner(at(1), at(0), at(5)))
                .isEqualTo(new InDoubtWindow(at(1), at(1)));
    }

    @Test
    void anImpossibleTimestampIsIgnored() {
        InDoubtWindow anyTime = new InDoubtWindow(Instant.parse("2015-01-01T00:00:00Z"), at(0));
        assertThat(InDoubtWindow.ofPreviousOwner(Instant.ofEpochMilli(-1), at(0), at(5)))
                .isEqualTo(anyTime);
        assertThat(
                        InDoubtWindow.ofPreviousOwner(
                                Instant.ofEpochMilli(Long.MIN_VALUE), at(0), at(5)))
                .isEqualTo(anyTime);
        assertThat(
                        InDoubtWindow.ofPreviousOwner(
                                Instant.ofEpochMilli(Long.MAX_VALUE), at(0), at(5)))
                .isEqualTo(anyTime);
    }

    @Test
    void anAttemptWithoutAnAnswerExtendsTheWindow() {
        assertThat(InDoubtWindow.NONE.extendedBy(at(1), at(2)))
                .isEqualTo(new InDoubtWindow(at(1), at(2)));
        assertThat(new InDoubtWindow(at(-30), at(0)).extendedBy(at(1), at(2)))
                .isEqualTo(new InDoubtWindow(at(-30), at(2)));
        assertThat(new InDoubtWindow(at(1), at(2)).extendedBy(at(0), at(0)))
                .isEqualTo(new InDoubtWindow(at(0), at(2)));
    }

    @Test
    void isOlderThanTheNonceHoldsOnlyAfterThatTime() {
        assertThat(InDoubtWindow.NONE.isOlderThan(NONCE_HOLDS, at(0))).isFalse();
        assertThat(new InDoubtWindow(at(-2), at(0)).isOlderThan(NONCE_HOLDS, at(0))).isFalse();
        assertThat(new InDoubtWindow(at(-3), at(0)).isOlderThan(NONCE_HOLDS, at(0))).isTrue();
    }

    private static Instant at(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }
}
