package dev.crayfleet.agents.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitStateTest {
    private final WaitState waits = new WaitState();

    private boolean isWaiting(int millis) {
        return waits.isWaiting(Duration.ofMillis(millis).toNanos());
    }

    private void close(int child, int millis) {
        waits.closed(child, Duration.ofMillis(millis).toNanos());
    }

    @Test
    void waitsWhileSomebodyAsksForTheEndOfWhatHasNotEnded() {
        waits.opened(1);
        assertThat(isWaiting(0)).as("nothing was decided yet").isFalse();
        waits.begun(1);
        assertThat(isWaiting(0)).isTrue();
        waits.ended(1);
        assertThat(isWaiting(0)).as("it ends with the child, and not later").isFalse();
        close(1, 0);
        assertThat(isWaiting(0)).isFalse();
    }

    @Test
    void doesNotWaitForWhatNobodyAsksFor() {
        waits.begun(1);
        assertThat(isWaiting(0)).isFalse();
    }

    @Test
    void aQuestionThatIsRepeatedAtOnceChangesNothing() {
        waits.begun(1);
        waits.opened(1);
        close(1, 1_000);
        assertThat(isWaiting(2_999)).isTrue();
        waits.opened(1);
        assertThat(isWaiting(60_000)).isTrue();
        close(1, 60_000);
        assertThat(isWaiting(61_999)).isTrue();
        assertThat(isWaiting(62_000)).isFalse();
    }

    @Test
    void waitsUntilTheLastOfManyHasEnded() {
        for (int child = 1; child <= 3; child++) {
            waits.begun(child);
            waits.opened(child);
        }
        waits.opened(3);
        waits.ended(1);
        waits.ended(2);
        assertThat(isWaiting(0)).isTrue();
        close(3, 0);
        assertThat(isWaiting(60_000)).as("asked for twice").isTrue();
        close(3, 60_000);
        assertThat(isWaiting(62_000)).isFalse();
    }
}
