package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.openclaw.ModelRetry;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a run in a Gateway may go on. */
class RunDeadlineTest {
    private static final long SECOND = 1_000_000_000;
    private final AtomicLong now = new AtomicLong();
    private final RunDeadline deadline =
            new RunDeadline(
                    now::get,
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60));

    private @Nullable FailureKind overdue(long silenceNanos, String retrying) {
        Failed failure =
                deadline.findOverdue(
                        silenceNanos,
                        retrying.isEmpty() ? null : new ModelRetry(retrying, Duration.ZERO));
        return failure == null ? null : failure.kind();
    }

    @Test
    void allowsTenMinutesInTheQueueWithoutEvents() {
        now.set(599 * SECOND);
        assertThat(overdue(now.get(), "")).isNull();
        assertThat(deadline.untilNextCheck(now.get())).isEqualTo(Duration.ofSeconds(1));
        now.set(600 * SECOND);
        assertThat(overdue(now.get(), "")).isEqualTo(FailureKind.TRANSIENT);
    }

    @Test
    void countsTheTimeoutFromTheStart() {
        now.set(500 * SECOND);
        deadline.start();
        now.set(619 * SECOND);
        assertThat(deadline.reachedTimeout()).isFalse();
        now.set(634 * SECOND);
        assertThat(deadline.reachedTimeout()).isTrue();
        assertThat(overdue(0, "")).isNull();
        now.set(635 * SECOND);
        assertThat(overdue(0, "")).isEqualTo(FailureKind.TIMEOUT);
        assertThat(overdue(0, "rate_limit")).isEqualTo(FailureKind.QUOTA);
        assertThat(overdue(0, "server_error")).isEqualTo(FailureKind.TRANSIENT);
        assertThat(deadline.left()).isZero();
    }

    @Test
    void limitsSilenceAfterTheStart() {
        deadline.start();
        assertThat(deadline.untilNextCheck(45 * SECOND)).isEqualTo(Duration.ofSeconds(15));
        assertThat(overdue(59 * SECOND, "")).isNull();
        assertThat(overdue(60 * SECOND, "")).isEqualTo(FailureKind.TIMEOUT);
    }
}
