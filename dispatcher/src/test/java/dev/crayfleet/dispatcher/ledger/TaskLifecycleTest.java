package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.ApprovalAwaited;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Expiry, approval, replays, forced cancels and lost runners. */
class TaskLifecycleTest {
    private static final Duration LEASE = Rules.DEFAULT.leases().lease();
    private static final Holder ONE = LedgerHarness.runner("one", 1);
    private static final Holder TWO = LedgerHarness.runner("two", 1);
    private static final Failed BROKEN = Failed.of(FailureKind.TRANSIENT, "disk full");

    @Test
    void aTaskThatIsNeverClaimedExpires() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("a");
        lane.tick(Duration.ofHours(24).minusSeconds(1));
        assertThat(lane.results).isEmpty();
        lane.tick(Duration.ofSeconds(1));
        assertThat(lane.results)
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.status()).isEqualTo(TaskStatus.EXPIRED);
                    assertThat(result.reason())
                            .isEqualTo(
                                    "no slot of pool default was free for it within 24 h; replay it, or submit it again");
                });
        assertThat(lane.liveTasks()).isZero();
    }

    @Test
    void aTaskThatWasClaimedOnceDoesNotExpire() {
        LedgerHarness lane = new LedgerHarness();
        lane.join(ONE, 1);
        lane.submit("a");
        lane.tick(LEASE.plusSeconds(1));
        lane.tick(Duration.ofHours(30));
        assertThat(lane.results).isEmpty();
        assertThat(lane.counts().tasks().queued()).isEqualTo(1);
    }

    @Test
    void tasksThatExpireTogetherDoSoInShortSteps() {
        LedgerHarness lane = new LedgerHarness();
        for (int i = 0; i < 2_500; i++) {
            lane.submit("t" + i);
        }
        lane.tick(Duration.ofHours(25));
        assertThat(lane.results).hasSize(1_000);
        lane.tick(Duration.ofMillis(200));
        lane.tick(Duration.ofMillis(200));
        assertThat(lane.results).hasSize(2_500);
    }

    @Test
    void aTaskThatNeedsApprovalIsQueuedOnceWhenApproved() {
        LedgerHarness lane = new LedgerHarness(approving());
        lane.join(ONE, 1);
        lane.submit("a");
        assertThat(lane.granted()).isEmpty();
        assertThat(lane.events).hasAtLeastOneElementOfType(ApprovalAwaited.class);
        lane.approve("a");
        lane.approve("a");
        assertThat(lane.granted()).hasSize(1);
        assertThat(lane.refusals).isEmpty();
        lane.approve("nobody");
        assertThat(lane.refusals).singleElement().asString().contains("unknown");
    }

    @Test
    void anUnapprovedTaskExpiresOrIsCancelled() {
        LedgerHarness lane = new LedgerHarness(approving());
        lane.submit("forgotten");
        lane.submit("denied");
        lane.cancel("denied");
        lane.tick(Duration.ofHours(25));
        assertThat(lane.results)
                .extracting(TaskResult::status)
                .containsExactly(TaskStatus.CANCELLED, TaskStatus.EXPIRED);
        assertThat(lane.results.getLast().reason()).startsWith("nobody approved it within 24 h");
    }

    @Test
    void aReplaySubmitsTheSameTaskUnderANewId() {
        LedgerHarness lane = new LedgerHarness();
        TaskSubmitted original =
                lane.task("a", "Ada", new TaskOptions("coder", null, null, 1, null));
        lane.join(ONE, 1);
        lane.submit(original);
        lane.finished(lane.lastGranted(), Failed.of(FailureKind.PERMANENT, "no such model"));
        lane.replay("b", "a", new TaskOptions("cheap", Thinking.HIGH, null, null, null));
        lane.replay("b", "a", TaskOptions.NONE);
        assertThat(lane.pendingReplays()).hasSize(1);
        assertThat(lane.events).hasAtLeastOneElementOfType(DuplicateIgnored.class);
        lane.takeOver();
        lane.handle(new Input.ReplaySourceFound(new TaskId("b"), original));
        lane.handle(new Input.ReplaySourceFound(new TaskId("b"), original));
        assertThat(lane.submissions)
                .singleElement()
                .satisfies(again -> {
                    assertThat(again.id().value()).isEqualTo("b");
                    assertThat(again.replayOf()).isEqualTo(original.id());
                    assertThat(again.prompt()).isEqualTo(original.prompt());
                    assertThat(again.options())
                            .isEqualTo(new TaskOptions("cheap", Thinking.HIGH, null, 1, null));
                    assertThat(again.requester().name()).isEqualTo("Bob");
                });
        assertThat(lane.pendingReplays()).isEmpty();
    }

    @Test
    void aTaskThatCannotBeReplayedIsRefusedWithTheReason() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("alive");
        lane.replay("r1", "alive", TaskOptions.NONE);
        assertThat(lane.refusals.getLast()).contains("has not ended yet");
        lane.replay("r2", "nobody", TaskOptions.NONE);
        assertThat(lane.refusals.getLast()).contains("unknown in pool default");
        lane.cancel("alive");
        lane.replay("r3", "alive", TaskOptions.NONE);
        lane.handle(
                new Input.ReplaySourceMissing(new TaskId("r3"), "its record is no longer kept"));
        assertThat(lane.refusals.getLast())
                .isEqualTo(
                        "task alive cannot be replayed: its record is no longer kept. Submit it again");
        assertThat(lane.pendingReplays()).isEmpty();
    }

    @Test
    void aCancelThatTheRunnerDoesNotConfirmIsForcedAndItsSlotIsNotFree() {
        LedgerHarness lane = new LedgerHarness();
        lane.join(ONE, 1);
        lane.submit("stuck");
        ClaimGranted claim = lane.lastGranted();
        lane.started(claim);
        lane.cancel("stuck");
        lane.submit("next");
        for (int i = 0; i < 8; i++) {
            lane.tick(Duration.ofSeconds(2));
            lane.beat(ONE, 1, claim.attempt());
        }
        assertThat(lane.results)
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.status()).isEqualTo(TaskStatus.CANCELLED);
                    assertThat(result.reason())
                            .isEqualTo(
                                    "cancelled by Ada; runner one did not confirm within 15 s that it has stopped");
                });
        assertThat(lane.granted()).as("the agent may still run").hasSize(1);
        assertThat(lane.claims.getLast()).isInstanceOf(ClaimRevoked.class);
        lane.succeeded(claim);
        lane.beat(ONE, 1);
        assertThat(lane.granted()).hasSize(2);
        assertThat(lane.results).hasSize(1);
    }

    /** One task kills whatever runs it, three times; its neighbours come to no harm. */
    @Test
    void aTaskThatKillsItsRunnersFailsAndItsNeighboursDoNot() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("poison");
        lane.submit("n1");
        lane.submit("n2");
        for (int session = 1; session <= 8 && lane.liveTasks() > 0; session++) {
            Holder runner = LedgerHarness.runner("only", session);
            lane.join(runner, 3);
            lane.stayAlive(runner, 3, Duration.ofSeconds(14));
            boolean poisoned =
                    lane.granted(runner).stream().anyMatch(c -> isPoison(c) && lane.isHeld(c));
            if (poisoned) {
                lane.tick(LEASE.plusSeconds(1));
            } else {
                while (lane.liveTasks() > 0) {
                    lane.succeeded(lane.lastGranted());
                }
            }
        }
        assertThat(lane.results)
                .filteredOn(result -> !result.id().value().equals("poison"))
                .extracting(TaskResult::status)
                .containsExactly(TaskStatus.SUCCEEDED, TaskStatus.SUCCEEDED);
        assertThat(lane.results)
                .filteredOn(result -> result.id().value().equals("poison"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
                    assertThat(result.reason())
                            .endsWith(
                                    "(all 3 attempts lost their runner: the task itself may be what stops them)");
                });
    }

    @Test
    void theLeaseOfALostRunnerCountsAsBackOff() {
        LedgerHarness lane = new LedgerHarness();
        lane.join(ONE, 2);
        lane.submit("a");
        lane.tick(Duration.ofSeconds(5));
        lane.join(TWO, 2);
        lane.tick(LEASE.minusSeconds(5).minusMillis(1));
        assertThat(lane.granted()).hasSize(1);
        lane.beat(TWO, 2);
        lane.tick(Duration.ofMillis(200));
        assertThat(lane.granted()).hasSize(2);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
        assertThat(lane.events(RetryScheduled.class))
                .singleElement()
                .satisfies(retry -> assertThat(retry.notBefore()).isEqualTo(lane.now));
    }

    @Test
    void aTaskThatLosesRunnerAfterRunnerWaitsLongerThanTheLease() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("a", new TaskOptions(null, null, null, 10, null));
        for (int session = 1; session <= 4; session++) {
            lane.join(LedgerHarness.runner("one", session), 1);
            assertThat(lane.granted()).hasSize(session);
            lane.tick(LEASE.plusMillis(1));
        }
        lane.join(TWO, 1);
        assertThat(lane.tasksIn(TaskState.BackingOff.class)).hasSize(1);
        lane.stayAlive(TWO, 1, Duration.ofSeconds(5));
        assertThat(lane.granted()).hasSize(5);
    }

    @Test
    void theTaskOfARunnerThatLeftIsClaimedAfterTheBackOff() {
        LedgerHarness lane = new LedgerHarness();
        lane.join(ONE, 1);
        lane.submit("a");
        lane.handleRun(new RunMessage.RunnerLeft(LedgerHarness.POOL, ONE, "stopped", lane.now));
        lane.join(TWO, 1);
        assertThat(lane.granted()).hasSize(1);
        lane.stayAlive(TWO, 1, Duration.ofSeconds(4));
        assertThat(lane.granted()).hasSize(2);
    }

    @Test
    void aTaskKeepsItsHistory() {
        LedgerHarness lane = new LedgerHarness();
        lane.join(ONE, 1);
        lane.submit("a");
        lane.started(lane.lastGranted());
        lane.finished(lane.lastGranted(), BROKEN);
        lane.beat(ONE, 1);
        lane.tick(Duration.ofSeconds(3));
        lane.succeeded(lane.lastGranted());
        TaskView view = lane.queries().task(new TaskId("a")).orElseThrow();
        assertThat(view.state()).isEqualTo("succeeded");
        assertThat(view.history())
                .extracting(step -> step.what().word() + " " + step.attempt())
                .containsExactly(
                        "queued 0",
                        "claimed 1",
                        "running 1",
                        "backing-off 1",
                        "queued 1",
                        "claimed 2",
                        "succeeded 2");
        assertThat(view.history())
                .extracting(TaskHistoryStep::detail)
                .containsExactly(null, null, "agent-1-a", "disk full", null, null, null);
    }

    private static boolean isPoison(ClaimGranted claim) {
        return claim.attempt().task().value().equals("poison");
    }

    private static Rules approving() {
        Rules.QueueRule usual = Rules.QueueRule.DEFAULT;
        return new Rules(
                Rules.LeaseRule.DEFAULT,
                RetryPolicy.DEFAULT,
                new Rules.QueueRule(
                        usual.expireAfter(),
                        usual.aging(),
                        ShareLimits.NONE,
                        Set.of(Pool.DEFAULT),
                        false,
                        usual.positionsEvery(),
                        usual.positionsTold()),
                QuarantineRule.DEFAULT,
                Rules.Bounds.DEFAULT,
                UnservedNoticeRule.DEFAULT);
    }
}
