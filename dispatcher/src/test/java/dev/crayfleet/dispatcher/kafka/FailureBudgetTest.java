package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
    private final FailureBudget budget = new FailureBudget(2, Duration.ofMinutes(1));
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void failuresExceedTheBudgetUntilTimeHasPassed() {
        assertThat(budget.allowFailure(start)).isTrue();
        assertThat(budget.allowFailure(start.plusSeconds(1))).isTrue();
        assertThat(budget.allowFailure(start.plusSeconds(2))).isFalse();
        assertThat(budget.allowFailure(start.plusSeconds(200))).isTrue();
    }
}
