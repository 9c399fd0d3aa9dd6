package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final Failed TRANSIENT = Failed.of(FailureKind.TRANSIENT, "down");

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "5, 32", "6, 32", "10, 32"})
    void backOffDoublesWithAFifthOfJitter(int attempt, int seconds) {
        Duration plain = Duration.ofSeconds(seconds);
        assertThat(RetryPolicy.DEFAULT.next(attempt(attempt), 11, 0, TRANSIENT))
                .isInstanceOfSatisfying(
                        RetryPolicy.Next.Retry.class,
                        retry ->
                                assertThat(retry.after())
                                        .isBetween(plain, plain.plus(plain.dividedBy(5))));
    }

    @Test
    void waitsAsLongAsAQuotaRequests() {
        Failed quota = new Failed(FailureKind.QUOTA, "limit", Duration.ofMinutes(7));
        assertThat(RetryPolicy.DEFAULT.next(attempt(1), 3, 0, quota))
                .isEqualTo(new RetryPolicy.Next.Retry(Duration.ofMinutes(7)));
    }

    @Test
    void givesUpAfterTheLastAttemptAndSaysSo() {
        assertThat(RetryPolicy.DEFAULT.next(attempt(3), 3, 0, TRANSIENT))
                .isEqualTo(new RetryPolicy.Next.GiveUp("down (attempt 3 of 3)"));
        assertThat(RetryPolicy.DEFAULT.next(attempt(1), 1, 0, TRANSIENT))
                .isEqualTo(new RetryPolicy.Next.GiveUp("down (no retries)"));
    }

    @Test
    void doesNotWaitForAQuotaThatResetsTooLate() {
        Failed quota = new Failed(FailureKind.QUOTA, "limit", Duration.ofHours(9));
        assertThat(RetryPolicy.DEFAULT.next(attempt(1), 3, 0, quota))
                .isEqualTo(
                        new RetryPolicy.Next.GiveUp(
                                "limit (that would be in 9 h, longer than is waited for; replay it then)"));
    }

    @Test
    void saysSoWhenEveryAttemptLostItsRunner() {
        Failed lost = Failed.of(FailureKind.LOST, "runner one was not heard of for 15 s");
        assertThat(RetryPolicy.DEFAULT.next(attempt(3), 3, 3, lost))
                .isEqualTo(
                        new RetryPolicy.Next.GiveUp(
                                "runner one was not heard of for 15 s (all 3 attempts lost their runner: the task itself may be what stops them)"));
    }

    @Test
    void countsAttemptsByTheTasksOwnRetriesFirst() {
        assertThat(RetryPolicy.DEFAULT.attempts(null)).isEqualTo(3);
        assertThat(RetryPolicy.DEFAULT.attempts(0)).isEqualTo(1);
        assertThat(RetryPolicy.DEFAULT.attempts(10)).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource({"PERMANENT", "TIMEOUT", "CANCELLED", "AGENT_ERROR"})
    void doesNotRetryFailuresThatAPersonShouldSee(FailureKind kind) {
        assertThat(RetryPolicy.DEFAULT.next(attempt(1), 6, 0, Failed.of(kind, "why")))
                .isEqualTo(new RetryPolicy.Next.GiveUp("why"));
    }

    private static Attempt attempt(int number) {
        return new Attempt(new TaskId("t"), number);
    }
}
