package dev.crayfleet.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LaneCoverageTest {
    @Test
    void namesTheLanesThatNoOneAnswersFor() {
        LaneCoverage some = LaneCoverage.ofFleet(lanes(0, 2), 4, List.of("far:8081"));
        assertThat(some.isComplete()).isFalse();
        assertThat(some.missingOrNull()).containsExactly(1, 3);
        assertThat(some.isMissing(1)).isTrue();
        assertThat(some.isMissing(2)).isFalse();
        assertThat(some.explanation())
                .isEqualTo("Lanes 1, 3 are being taken over. No answer from far:8081. Try again.");
        assertThat(LaneCoverage.ofFleet(lanes(0, 2), 3, List.of()).explanation())
                .isEqualTo("Lane 1 is being taken over. Try again.");
    }

    @Test
    void isCompleteWithEveryLaneThoughAnInstanceIsUnreachable() {
        LaneCoverage all = LaneCoverage.ofFleet(lanes(0, 1), 2, List.of("far:8081"));
        assertThat(all.isComplete()).isTrue();
        assertThat(all.missingOrNull()).isNull();
        assertThat(all.unreachableOrNull()).containsExactly("far:8081");
    }

    @Test
    void anAnswerForOneInstanceMissesNothing() {
        LaneCoverage own = LaneCoverage.ofInstance(lanes());
        assertThat(own.isComplete()).isTrue();
        assertThat(own.toHeader()).isEmpty();
    }

    @Test
    void isReadFromItsHeader() {
        assertThat(LaneCoverage.parseLanes(LaneCoverage.ofInstance(lanes(11, 0, 3)).toHeader()))
                .containsExactly(0, 3, 11);
        assertThat(LaneCoverage.parseLanes("")).isEmpty();
        assertThatThrownBy(() -> LaneCoverage.parseLanes("0,x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static TreeSet<Integer> lanes(Integer... lanes) {
        return new TreeSet<>(List.of(lanes));
    }
}
