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
    void backsOffDoublingWithAFifthOfJitter(int attempt, int seconds) {
        Duration plain = Duration.ofSeconds(seconds);
        assertThat(RetryPolicy.DEFAULT.next(attempt(attempt), 10, TRANSIENT))
                .isInstanceOfSatisfying(
                        RetryPolicy.Next.Retry.class,
                        retry ->
                                assertThat(retry.after())
                                        .isBetween(plain, plain.plus(plain.dividedBy(5))));
    }

    @Test
    void waitsAsLongAsTheOtherSideAsked() {
        Failed quota = new Failed(FailureKind.QUOTA, "limit", Duration.ofMinutes(7));
        assertThat(RetryPolicy.DEFAULT.next(attempt(1), null, quota))
                .isEqualTo(new RetryPolicy.Next.Retry(Duration.ofMinutes(7)));
    }

    @Test
    void givesUpWhenAttemptsEndAndSaysSo() {
        assertThat(RetryPolicy.DEFAULT.next(attempt(3), null, TRANSIENT))
                .isEqualTo(new RetryPolicy.Next.GiveUp("down (attempt 3 of 3)"));
        assertThat(RetryPolicy.DEFAULT.next(attempt(1), 0, TRANSIENT))
                .isEqualTo(new RetryPolicy.Next.GiveUp("down (no retries)"));
    }

    @ParameterizedTest
    @CsvSource({"PERMANENT", "TIMEOUT", "CANCELLED", "AGENT_ERROR"})
    void doesNotRepeatWhatAPersonShouldLookAt(FailureKind kind) {
        assertThat(RetryPolicy.DEFAULT.next(attempt(1), 5, Failed.of(kind, "why")))
                .isEqualTo(new RetryPolicy.Next.GiveUp("why"));
    }

    private static Attempt attempt(int number) {
        return new Attempt(new TaskId("t"), number);
    }
}
