package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderDrained;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FleetEvent.LaneHalted;
import dev.crayfleet.contract.FleetEvent.LaneResumed;
import dev.crayfleet.contract.FleetEvent.LaneStopped;
import dev.crayfleet.contract.FleetEvent.PoolPaused;
import dev.crayfleet.contract.FleetEvent.PoolResumed;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskEvent.RunnerDrains;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.DrainRequested;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Emergency stop, pause and drain, one by one; {@link HistoriesTest} mixes them with the rest. */
class OrdersTest {
    private static final Requester ADA = new Requester("http:ada", "Ada");
    private static final Holder RUNNER = LedgerHarness.runner("runner-1");

    private final LedgerHarness lane = new LedgerHarness();

    @Test
    void aStopEndsWhatRunsAndKeepsWhatWaits() {
        lane.join(RUNNER, 1);
        lane.submit("runs");
        lane.submit("waits");
        ClaimGranted claim = lane.lastGranted();
        lane.started(claim);
        stop("s-1");
        assertThat(lane.claims.getLast())
                .isInstanceOfSatisfying(
                        ClaimRevoked.class,
                        revoked -> {
                            assertThat(revoked.attempt()).isEqualTo(claim.attempt());
                            assertThat(revoked.reason()).isEqualTo("emergency stop by Ada: loops");
                        });
        assertThat(lane.events(LaneStopped.class))
                .singleElement()
                .satisfies(event -> assertThat(event.attempts()).isEqualTo(1));
        assertThat(lane.events(LaneHalted.class)).isEmpty();
        lane.finished(claim, RunOutcome.Failed.of(FailureKind.CANCELLED, "killed"));
        assertThat(lane.results)
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.status()).isEqualTo(TaskStatus.CANCELLED);
                    assertThat(result.reason()).isEqualTo("emergency stop by Ada: loops");
                });
        assertThat(lane.events(LaneHalted.class))
                .singleElement()
                .satisfies(event -> assertThat(event.stop()).isEqualTo("s-1"));
        lane.submit("comes-later");
        lane.beat(RUNNER, 1);
        assertThat(lane.granted()).hasSize(1);
        assertThat(waiting("waits"))
                .isEqualTo(
                        "the fleet was stopped just now by Ada: loops; it waits until somebody resumes the fleet");
        resume("r-1");
        assertThat(lane.events(LaneResumed.class)).hasSize(1);
        assertThat(lane.lastGranted().attempt().task().value()).isEqualTo("waits");
    }

    @Test
    void aStopOutlivesTheDispatcherThatReadIt() {
        lane.join(RUNNER, 1);
        stop("s-1");
        lane.takeOver();
        lane.submit("a");
        lane.beat(RUNNER, 1);
        assertThat(lane.granted()).isEmpty();
        assertThat(lane.queries().holds().stop()).isNotNull();
        stop("s-1");
        resume("r-1");
        lane.takeOver();
        lane.beat(RUNNER, 1);
        stop("s-1");
        assertThat(lane.granted()).hasSize(1);
        assertThat(lane.events(LaneStopped.class)).hasSize(1);
    }

    @Test
    void aResumeThatIsOlderThanTheStopChangesNothing() {
        Order early = order("r-early");
        lane.tick(Duration.ofSeconds(1));
        stop("s-1");
        lane.order(new ResumeRequested(0, early));
        assertThat(lane.queries().holds().stop()).isNotNull();
        resume("r-1");
        stop("s-2");
        Order copy = new Order("r-1", ADA, null, lane.now.plusSeconds(9));
        lane.order(new ResumeRequested(0, copy));
        assertThat(lane.queries().holds().stop()).isNotNull();
    }

    @Test
    void nothingExpiresOfAStopAndThereIsNothingDueForIt() {
        lane.submit("a");
        stop("s-1");
        lane.tick(Duration.ofDays(3));
        assertThat(lane.results).isEmpty();
        assertThat(lane.due().orElse(lane.now.plusSeconds(1))).isAfter(lane.now);
        resume("r-1");
        lane.tick(Duration.ofDays(2));
        assertThat(lane.results).isEmpty();
        lane.tick(Duration.ofDays(1).plusSeconds(1));
        assertThat(lane.results)
                .singleElement()
                .satisfies(result -> assertThat(result.status()).isEqualTo(TaskStatus.EXPIRED));
    }

    @Test
    void aSecondStopCountsFromTheFirst() {
        stop("s-1");
        lane.tick(Duration.ofMinutes(5));
        stop("s-2");
        assertThat(lane.queries().holds().stop())
                .satisfies(stop -> {
                    assertThat(stop.id()).isEqualTo("s-2");
                    assertThat(stop.since()).isEqualTo(lane.now.minusSeconds(300));
                });
        stop("s-1");
        assertThat(lane.events(LaneStopped.class)).hasSize(2);
    }

    @Test
    void whatDoesNotConfirmIsNotSaidToHaveHalted() {
        lane.join(RUNNER, 1);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        lane.started(claim);
        stop("s-1");
        lane.stayAlive(RUNNER, 1, Duration.ofSeconds(14));
        lane.beat(RUNNER, 1, claim.attempt());
        lane.tick(Duration.ofSeconds(2));
        assertThat(lane.results)
                .singleElement()
                .satisfies(result ->
                        assertThat(result.reason())
                                .startsWith(
                                        "emergency stop by Ada: loops; runner runner-1 did not"));
        lane.beat(RUNNER, 1, claim.attempt());
        assertThat(lane.events(LaneHalted.class)).isEmpty();
        assertThat(lane.queries().holds().runners())
                .containsExactly(new HoldsView.RunnerAgents("runner-1", 1));
        lane.beat(RUNNER, 1);
        assertThat(lane.events(LaneHalted.class)).hasSize(1);
    }

    /** Only the dispatcher before knew of the attempt that the runner is still stopping. */
    @Test
    void aRunnerThatWasNotHeardOfSinceATakeoverIsNotSaidToHaveHalted() {
        lane.join(RUNNER, 1);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        lane.started(claim);
        stop("s-1");
        lane.stayAlive(RUNNER, 1, Duration.ofSeconds(14));
        lane.beat(RUNNER, 1, claim.attempt());
        lane.tick(Duration.ofSeconds(2));
        lane.takeOver();
        lane.tick(Duration.ofSeconds(1));
        assertThat(lane.events(LaneHalted.class)).isEmpty();
        lane.beat(RUNNER, 1, claim.attempt());
        assertThat(lane.events(LaneHalted.class)).isEmpty();
        lane.beat(RUNNER, 1);
        assertThat(lane.events(LaneHalted.class)).hasSize(1);
    }

    @Test
    void aLostRunnerDoesNotKeepALaneFromHavingHalted() {
        lane.join(RUNNER, 1);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        lane.started(claim);
        stop("s-1");
        lane.stayAlive(RUNNER, 1, Duration.ofSeconds(14));
        lane.beat(RUNNER, 1, claim.attempt());
        lane.tick(Duration.ofSeconds(2));
        assertThat(lane.events(LaneHalted.class)).isEmpty();
        lane.tick(Duration.ofSeconds(60));
        lane.tick(Duration.ofSeconds(1));
        assertThat(lane.queries().holds().runners()).isEmpty();
        assertThat(lane.events(LaneHalted.class)).hasSize(1);
    }

    @Test
    void whatWaitedForALongStopDoesNotExpireByAShortOneAfterIt() {
        lane.submit("a");
        stop("s-1");
        lane.tick(Duration.ofDays(3));
        resume("r-1");
        lane.tick(Duration.ofMinutes(1));
        stop("s-2");
        lane.tick(Duration.ofMinutes(1));
        resume("r-2");
        lane.tick(Duration.ofDays(1));
        assertThat(lane.results).isEmpty();
    }

    @Test
    void aClockThatIsAheadDoesNotMakeLaterOrdersOlder() {
        Order ahead = new Order("p-1", ADA, null, lane.now.plusSeconds(60));
        lane.order(new PauseRequested(LedgerHarness.POOL, ahead));
        lane.tick(Duration.ofSeconds(1));
        Order resumed = new Order("p-2", ADA, null, lane.now.plusSeconds(60));
        lane.order(new PoolResumeRequested(LedgerHarness.POOL, resumed));
        assertThat(lane.queries().holds().paused()).isEmpty();
        lane.tick(Duration.ofSeconds(1));
        lane.order(new PauseRequested(LedgerHarness.POOL, order("p-3")));
        assertThat(lane.queries().holds().paused()).hasSize(1);

        lane.order(new StopRequested(0, new Order("s-1", ADA, null, Instant.MAX)));
        resume("r-1");
        assertThat(lane.queries().holds().stop()).isNull();
    }

    @Test
    void everyLaneStopsByItsOwnMessage() {
        List<LedgerHarness> lanes = List.of(lane, new LedgerHarness(), new LedgerHarness());
        for (int number = 0; number < lanes.size(); number++) {
            LedgerHarness each = lanes.get(number);
            each.join(RUNNER, 1);
            each.submit("a");
            StopRequested stop = new StopRequested(number, order("s-1"));
            each.order(stop);
            each.order(stop);
            assertThat(each.events(LaneStopped.class))
                    .extracting(LaneStopped::lane)
                    .containsExactly(number);
            assertThat(each.claims.getLast()).isInstanceOf(ClaimRevoked.class);
        }
    }

    @Test
    void aPauseKeepsWhatRunsAndClaimsNothingMore() {
        lane.join(RUNNER, 2);
        lane.submit("runs");
        lane.order(new PauseRequested(LedgerHarness.POOL, order("p-1")));
        lane.submit("waits");
        assertThat(lane.granted()).hasSize(1);
        assertThat(lane.events(PoolPaused.class)).hasSize(1);
        assertThat(waiting("waits"))
                .isEqualTo(
                        "pool default was paused just now by Ada: loops; it waits until somebody resumes the pool");
        lane.succeeded(lane.lastGranted());
        assertThat(lane.results).hasSize(1);
        lane.takeOver();
        lane.beat(RUNNER, 2);
        assertThat(lane.granted()).hasSize(1);
        lane.tick(Duration.ofSeconds(1));
        lane.order(new PoolResumeRequested(LedgerHarness.POOL, order("p-2")));
        assertThat(lane.events(PoolResumed.class)).hasSize(1);
        assertThat(lane.granted()).hasSize(2);
    }

    @Test
    void aPauseConcernsItsPoolAlone() {
        lane.order(new PauseRequested(new Pool("auditor"), order("p-1")));
        lane.join(RUNNER, 1);
        lane.submit("a");
        assertThat(lane.granted()).hasSize(1);
    }

    @Test
    void pausesAreBoundedAndOldResumesAreForgottenFirst() {
        for (int i = 0; i < Holds.MAX_PAUSES; i++) {
            lane.order(new PauseRequested(new Pool("pool-" + i), order("p-" + i)));
        }
        assertThat(lane.order(new PauseRequested(new Pool("more"), order("p"))).refusal())
                .isPresent();
        lane.tick(Duration.ofSeconds(1));
        lane.order(new PoolResumeRequested(new Pool("pool-7"), order("r-7")));
        assertThat(lane.order(new PauseRequested(new Pool("more"), order("p"))).refusal())
                .isEmpty();
        assertThat(lane.queries().holds().paused()).hasSize(Holds.MAX_PAUSES);
    }

    @Test
    void aDrainedRunnerFinishesWhatItHasAndLeaves() {
        lane.join(RUNNER, 2);
        lane.submit("runs");
        DrainRequested drain = new DrainRequested(LedgerHarness.POOL, RUNNER, order("d-1"));
        lane.order(drain);
        assertThat(lane.claims.getLast())
                .isInstanceOfSatisfying(
                        HolderDrained.class,
                        told -> assertThat(told.reason()).isEqualTo("drained by Ada: loops"));
        lane.submit("waits");
        lane.beat(RUNNER, 2, lane.lastGranted().attempt());
        assertThat(lane.granted()).hasSize(1);
        lane.order(drain);
        assertThat(lane.claims.getLast()).isInstanceOf(HolderDrained.class);
        assertThat(lane.events(RunnerDrains.class)).hasSize(1);
        lane.succeeded(lane.lastGranted());
        assertThat(lane.results).hasSize(1);
        lane.handleRun(new RunnerLeft(LedgerHarness.POOL, RUNNER, "drained", lane.now));
        assertThat(lane.order(drain).refusal())
                .contains(
                        "runner runner-1 does not serve pool default, or not any more: nothing to drain");
        lane.join(LedgerHarness.runner("runner-1", 2), 2);
        assertThat(lane.granted()).hasSize(2);
    }

    private void stop(String id) {
        lane.order(new StopRequested(0, order(id)));
    }

    private void resume(String id) {
        lane.now = lane.now.plusMillis(1);
        lane.order(new ResumeRequested(0, order(id)));
    }

    private Order order(String id) {
        return new Order(id, ADA, "loops", lane.now);
    }

    private String waiting(String id) {
        TaskView.Waiting waiting = lane.queries().task(new TaskId(id)).orElseThrow().waiting();
        return waiting == null ? "it does not wait" : waiting.sentence();
    }
}
