package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.LedgerHarness.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final Duration LEASE = Rules.DEFAULT.leases().lease();
    private static final Holder ONE = runner("one");
    private static final Holder TWO = runner("two");

    private final LedgerHarness lane = new LedgerHarness();

    @Test
    void aTaskIsClaimedByAFreeRunnerAndEndsOnce() {
        lane.join(ONE, 1);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        assertThat(claim.holder()).isEqualTo(ONE);
        assertThat(claim.attempt().number()).isEqualTo(1);
        lane.started(claim);
        lane.succeeded(claim);
        lane.succeeded(claim);
        assertThat(lane.results)
                .extracting(TaskResult::status)
                .containsExactly(TaskStatus.SUCCEEDED);
        assertThat(lane.events).hasAtLeastOneElementOfType(TaskEvent.StaleRunIgnored.class);
        assertThat(lane.liveTasks()).isZero();
    }

    @Test
    void nothingIsClaimedWhileNoSlotIsFree() {
        lane.submit("a");
        lane.join(ONE, 1);
        lane.submit("b");
        assertThat(lane.granted()).hasSize(1);
        lane.succeeded(lane.lastGranted());
        assertThat(lane.granted())
                .extracting(c -> c.attempt().task().value())
                .containsExactly("a", "b");
    }

    @Test
    void tasksSpreadOverRunnersByFreeSlots() {
        lane.join(ONE, 2);
        lane.join(TWO, 2);
        for (String id : List.of("a", "b", "c", "d")) {
            lane.submit(id);
        }
        assertThat(lane.granted())
                .extracting(ClaimGranted::holder)
                .containsExactlyInAnyOrder(ONE, TWO, ONE, TWO);
    }

    @Test
    void theSameIdIsADuplicateEvenAfterTheTaskEnded() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.submit("a");
        lane.succeeded(lane.lastGranted());
        lane.submit("a");
        assertThat(lane.granted()).hasSize(1);
        assertThat(lane.results).hasSize(1);
        assertThat(lane.events.stream().filter(TaskEvent.DuplicateIgnored.class::isInstance))
                .hasSize(2);
    }

    @Test
    void aSilentRunnerLosesItsTaskToAnother() {
        lane.join(ONE, 1);
        lane.submit("a");
        ClaimGranted first = lane.lastGranted();
        lane.started(first);
        lane.tick(LEASE.plusMillis(1));
        assertThat(lane.events).hasAtLeastOneElementOfType(TaskEvent.RunnerLost.class);
        lane.join(TWO, 1);
        lane.tick(Duration.ofSeconds(3));
        ClaimGranted second = lane.lastGranted();
        assertThat(second.holder()).isEqualTo(TWO);
        assertThat(second.attempt().number()).isEqualTo(2);
        // The first comes back as a zombie: refused, and told to stop.
        lane.succeeded(first);
        assertThat(lane.results).isEmpty();
        assertThat(lane.claims.getLast()).isInstanceOf(HolderFenced.class);
        lane.succeeded(second);
        assertThat(lane.results).hasSize(1);
    }

    @Test
    void heartbeatsKeepTheLease() {
        lane.join(ONE, 1);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        for (int i = 0; i < 20; i++) {
            lane.tick(Duration.ofSeconds(2));
            lane.beat(ONE, 1, claim.attempt());
        }
        assertThat(lane.counts().tasks().claimed()).isEqualTo(1);
        assertThat(lane.granted()).hasSize(1);
    }

    @Test
    void aClaimThatWasNeverTakenIsFollowedByAnotherAttempt() {
        lane.join(ONE, 1);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        lane.tick(Rules.DEFAULT.leases().claimAck().plusSeconds(1));
        lane.beat(ONE, 1);
        assertThat(lane.claims).anySatisfy(c -> assertThat(c).isInstanceOf(ClaimRevoked.class));
        lane.tick(Duration.ofSeconds(3));
        assertThat(lane.lastGranted().attempt().number()).isEqualTo(claim.attempt().number() + 1);
    }

    @Test
    void aHeartbeatOlderThanTheClaimDoesNotRevokeIt() {
        lane.join(ONE, 2);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        Instant said = lane.now;
        for (int i = 0; i < 12; i++) {
            lane.tick(Duration.ofSeconds(5));
            lane.handleRun(new RunnerBeat(LedgerHarness.POOL, ONE, 2, List.of(), null, said));
            lane.handleRun(
                    new RunnerBeat(LedgerHarness.POOL, ONE, 2, List.of(), claim.claimedAt(), said));
        }
        assertThat(lane.claims).hasSize(1);
        lane.tick(Duration.ofSeconds(5));
        lane.handleRun(new RunnerBeat(LedgerHarness.POOL, ONE, 2, List.of(), null, said));
        assertThat(lane.claims)
                .as("nobody waits for a minute to be read")
                .anySatisfy(c -> assertThat(c).isInstanceOf(ClaimRevoked.class));
    }

    @Test
    void aTransientFailureIsRetriedUntilTheAttemptsEnd() {
        lane.join(ONE, 1);
        lane.submit("a");
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(lane.lastGranted().attempt().number()).isEqualTo(attempt);
            lane.finished(lane.lastGranted(), Failed.of(FailureKind.TRANSIENT, "model is down"));
            lane.beat(ONE, 1);
            lane.tick(Duration.ofSeconds(10));
        }
        assertThat(lane.granted()).hasSize(3);
        assertThat(lane.results)
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
                    assertThat(result.reason()).isEqualTo("model is down (attempt 3 of 3)");
                });
    }

    @Test
    void aPermanentFailureIsNotRetried() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.finished(lane.lastGranted(), Failed.of(FailureKind.PERMANENT, "no such model"));
        assertThat(lane.results).extracting(TaskResult::reason).containsExactly("no such model");
    }

    @Test
    void aTaskWithoutRetriesIsClaimedOnce() {
        lane.join(ONE, 1);
        lane.submit("a", new TaskOptions(null, null, null, 0, null));
        lane.tick(LEASE.plusSeconds(1));
        assertThat(lane.results).extracting(TaskResult::status).containsExactly(TaskStatus.FAILED);
        assertThat(lane.granted()).hasSize(1);
    }

    @Test
    void aDrainingRunnerGetsNoMoreTasksAndFinishesItsOwn() {
        lane.join(ONE, 2);
        lane.submit("a");
        lane.handleRun(new RunMessage.RunnerDraining(LedgerHarness.POOL, ONE, lane.now));
        lane.submit("b");
        assertThat(lane.granted()).hasSize(1);
        lane.succeeded(lane.lastGranted());
        lane.handleRun(new RunMessage.RunnerLeft(LedgerHarness.POOL, ONE, "stopped", lane.now));
        lane.join(TWO, 1);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
    }

    @Test
    void theTasksOfARunnerThatLeftGoElsewhere() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.handleRun(new RunMessage.RunnerLeft(LedgerHarness.POOL, ONE, "stopped", lane.now));
        lane.join(TWO, 1);
        lane.tick(Duration.ofSeconds(3));
        assertThat(lane.lastGranted().attempt().number()).isEqualTo(2);
    }

    @Test
    void aCancelEndsAWaitingTaskAtOnceAndARunningOneByItsRunner() {
        lane.submit("waits");
        lane.cancel("waits");
        assertThat(lane.results)
                .extracting(TaskResult::status)
                .containsExactly(TaskStatus.CANCELLED);
        lane.join(ONE, 1);
        lane.submit("runs");
        ClaimGranted claim = lane.lastGranted();
        lane.started(claim);
        lane.cancel("runs");
        assertThat(lane.claims.getLast()).isInstanceOf(ClaimRevoked.class);
        lane.finished(claim, Failed.of(FailureKind.CANCELLED, "killed"));
        assertThat(lane.results.getLast().status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(lane.results.getLast().reason()).isEqualTo("cancelled by Ada");
        lane.cancel("nobody");
        assertThat(lane.refusals).singleElement().asString().contains("unknown");
    }

    @Test
    void aCancelledTaskWhoseRunnerIsLostIsNotRetried() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.cancel("a");
        lane.tick(LEASE.plusSeconds(1));
        assertThat(lane.results)
                .extracting(TaskResult::status)
                .containsExactly(TaskStatus.CANCELLED);
    }

    @Test
    void tasksAreClaimedInOrderOfPriority() {
        lane.submit("low", priority(Priority.LOW));
        lane.submit("normal");
        lane.submit("high", priority(Priority.HIGH));
        lane.join(ONE, 1);
        lane.succeeded(lane.lastGranted());
        lane.succeeded(lane.lastGranted());
        assertThat(lane.granted())
                .extracting(c -> c.attempt().task().value())
                .containsExactly("high", "normal", "low");
    }

    private static TaskOptions priority(Priority priority) {
        return new TaskOptions(null, null, null, null, priority);
    }
}
