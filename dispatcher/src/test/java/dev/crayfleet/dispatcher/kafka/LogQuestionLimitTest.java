package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogQuestionLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LogQuestionLimit limit = new LogQuestionLimit();

    @Test
    void eachTaskMayBeAskedForOnceASecond() {
        TaskId a = new TaskId("a");
        // A monotonic clock may be anywhere, and may overflow.
        long now = Long.MAX_VALUE - SECOND / 2;
        assertThat(limit.allow(a, now)).isTrue();
        assertThat(limit.allow(a, now + SECOND - 1)).isFalse();
        assertThat(limit.allow(new TaskId("b"), now)).isTrue();
        assertThat(limit.allow(a, now + SECOND)).isTrue();
        assertThat(limit.allow(a, now + SECOND + 1)).isFalse();
    }

    @Test
    void theOldestIsForgottenFirst() {
        for (int i = 0; i < 1_001; i++) {
            assertThat(limit.allow(new TaskId("t" + i), i)).isTrue();
        }
        assertThat(limit.allow(new TaskId("t1"), 1_001)).isFalse();
        assertThat(limit.allow(new TaskId("t0"), 1_001)).isTrue();
    }
}
