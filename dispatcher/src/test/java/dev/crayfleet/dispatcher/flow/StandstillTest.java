package dev.crayfleet.dispatcher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandstillTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void isLongerThanItsLimitBetweenTwoLooks() {
        Standstill lane = new Standstill(Duration.ofSeconds(5), -3 * SECOND);
        assertThat(lane.look(2 * SECOND)).isZero();
        assertThat(lane.look(3 * SECOND)).isZero();
        assertThat(lane.look(9 * SECOND)).isEqualTo(Duration.ofSeconds(6));
        assertThat(lane.look(10 * SECOND)).isZero();
    }
}
