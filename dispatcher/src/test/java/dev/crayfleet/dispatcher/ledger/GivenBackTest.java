package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Claims that cross a runner's good-bye, or find its slots taken. */
class GivenBackTest {
    private static final Holder ONE = LedgerHarness.runner("one", 1);
    private static final Holder TWO = LedgerHarness.runner("two", 1);
    private static final Failed BACK = Failed.of(FailureKind.LOST, "runner one is shutting down");
    private static final TaskOptions ONCE = new TaskOptions(null, null, null, 0, null);
    private final LedgerHarness lane = new LedgerHarness();

    @Test
    void anAttemptGivenBackByADrainingRunnerDoesNotCountAndGoesElsewhereAtOnce() {
        lane.join(ONE, 1);
        lane.submit("a", ONCE);
        ClaimGranted first = lane.lastGranted();
        lane.handleRun(new RunMessage.RunnerDraining(LedgerHarness.POOL, ONE, lane.now));
        lane.join(TWO, 1);
        lane.finished(first, BACK);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
        assertThat(lane.lastGranted().attempt().number()).isEqualTo(2);
        lane.started(lane.lastGranted());
        lane.finished(lane.lastGranted(), Failed.of(FailureKind.TRANSIENT, "model is down"));
        assertThat(lane.results)
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
                    assertThat(result.attempts()).isEqualTo(2);
                    assertThat(result.reason()).isEqualTo("model is down (attempt 2 of 2)");
                });
    }

    @Test
    void anAttemptGivenBackAfterItsStartCounts() {
        lane.join(ONE, 1);
        lane.submit("a", ONCE);
        lane.started(lane.lastGranted());
        lane.finished(lane.lastGranted(), BACK);
        assertThat(lane.results).extracting(TaskResult::status).containsExactly(TaskStatus.FAILED);
    }

    @Test
    void aRunnerThatGivesBackAndStaysIsAskedLaterAndNotForEver() {
        lane.join(ONE, 1);
        lane.submit("a", ONCE);
        for (int i = 0; i < TaskEntry.MAX_GIVEN_BACK; i++) {
            assertThat(lane.granted()).hasSize(i + 1);
            lane.finished(lane.lastGranted(), Failed.of(FailureKind.LOST, "no free slot"));
            assertThat(lane.tasksIn(TaskState.BackingOff.class)).hasSize(1);
            lane.stayAlive(ONE, 1, Duration.ofSeconds(4));
        }
        lane.finished(lane.lastGranted(), Failed.of(FailureKind.LOST, "no free slot"));
        assertThat(lane.results).extracting(TaskResult::status).containsExactly(TaskStatus.FAILED);
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
    }

    @Test
    void aCancelledTaskThatIsGivenBackIsCancelled() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.cancel("a");
        lane.finished(lane.lastGranted(), BACK);
        assertThat(lane.results)
                .extracting(TaskResult::status)
                .containsExactly(TaskStatus.CANCELLED);
    }

    @Test
    void noRunnerIsLostBecauseTheLaneStoodStill() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.standStill(Duration.ofSeconds(20));
        lane.tick(Duration.ofSeconds(1));
        assertThat(lane.isHeld(lane.lastGranted())).isTrue();
        lane.tick(Duration.ofSeconds(16));
        assertThat(lane.isHeld(lane.lastGranted())).as("now it really is silent").isFalse();
    }

    @Test
    void aHeartbeatThatStillNamesAnEndedAttemptTakesNoSlot() {
        lane.join(ONE, 1);
        lane.submit("a");
        ClaimGranted first = lane.lastGranted();
        lane.succeeded(first);
        assertThat(lane.beat(ONE, 1, first.attempt()).claims()).isEmpty();
        lane.submit("b");
        assertThat(lane.granted()).hasSize(2);
    }

    @Test
    void aRunnerWhoseHeartbeatIsOldGetsNothingUntilTheNext() {
        Instant then = lane.now;
        lane.tick(Duration.ofMinutes(2));
        lane.submit("a");
        lane.handleRun(
                new RunMessage.RunnerBeat(LedgerHarness.POOL, ONE, 1, List.of(), then, then), then);
        lane.handleRun(
                new RunMessage.RunnerBeat(LedgerHarness.POOL, ONE, 1, List.of(), then, then), then);
        assertThat(lane.granted()).isEmpty();
        lane.tick(Duration.ofSeconds(1));
        lane.beat(ONE, 1);
        assertThat(lane.granted()).hasSize(1);
    }

    @Test
    void aRunnerWithASlowClockGetsTasksALittleLater() {
        Instant then = lane.now;
        lane.tick(Duration.ofMinutes(2));
        lane.submit("a");
        for (int second = 0; second < 3; second += 2) {
            lane.handleRun(
                    new RunMessage.RunnerBeat(LedgerHarness.POOL, ONE, 1, List.of(), then, then),
                    then);
            lane.tick(Duration.ofSeconds(2));
        }
        assertThat(lane.granted()).isEmpty();
        lane.handleRun(
                new RunMessage.RunnerBeat(LedgerHarness.POOL, ONE, 1, List.of(), then, then), then);
        assertThat(lane.granted()).hasSize(1);
    }
}
