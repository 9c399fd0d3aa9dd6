package dev.crayfleet.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LaneCoverageTest {
    @Test
    void namesTheLanesThatNobodyAnswersFor() {
        LaneCoverage some = LaneCoverage.ofFleet(lanes(0, 2), 4, List.of("far:8081"));
        assertThat(some.isWhole()).isFalse();
        assertThat(some.missingOrNull()).containsExactly(1, 3);
        assertThat(some.lacks(1)).isTrue();
        assertThat(some.lacks(2)).isFalse();
        assertThat(some.excuse())
                .isEqualTo("Lanes 1, 3 are being taken over. No answer from far:8081. Try again.");
        assertThat(LaneCoverage.ofFleet(lanes(0, 2), 3, List.of()).excuse())
                .isEqualTo("Lane 1 is being taken over. Try again.");
    }

    @Test
    void isWholeWithEveryLaneWhoeverElseIsSilent() {
        LaneCoverage all = LaneCoverage.ofFleet(lanes(0, 1), 2, List.of("far:8081"));
        assertThat(all.isWhole()).isTrue();
        assertThat(all.missingOrNull()).isNull();
        assertThat(all.unreachableOrNull()).containsExactly("far:8081");
    }

    @Test
    void anInstanceThatAnswersForItselfMissesNothing() {
        LaneCoverage own = LaneCoverage.ofInstance(lanes());
        assertThat(own.isWhole()).isTrue();
        assertThat(own.text()).isEmpty();
    }

    @Test
    void travelsAsText() {
        assertThat(LaneCoverage.lanes(LaneCoverage.ofInstance(lanes(11, 0, 3)).text()))
                .containsExactly(0, 3, 11);
        assertThat(LaneCoverage.lanes("")).isEmpty();
        assertThatThrownBy(() -> LaneCoverage.lanes("0,x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static TreeSet<Integer> lanes(Integer... lanes) {
        return new TreeSet<>(List.of(lanes));
    }
}
