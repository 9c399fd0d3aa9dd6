package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.TaskEvent.RunnerLost;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases survive a dispatcher that is replaced, or that stood still. */
class TakeoverTest {
    private static final Holder ONE = LedgerHarness.runner("one");
    private static final Holder TWO = LedgerHarness.runner("two");
    private static final Rules.LeaseRule RULE = Rules.DEFAULT.leases();
    private static final Duration LEASE = RULE.lease();
    private static final Duration GRACE = RULE.grace();

    private final LedgerHarness lane = new LedgerHarness();

    @BeforeEach
    void joinOneThatStaysSilent() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.join(TWO, 1);
    }

    @Test
    void aRunnerSilentBeforeTheTakeoverIsLostAfterTheGrace() {
        passWithHeartbeats(Duration.ofSeconds(6));
        // Then the dispatcher dies; it takes 8 seconds until another has the lane.
        lane.now = lane.now.plusSeconds(8);
        lane.takeOver();
        lane.beat(TWO, 1);
        lane.tick(GRACE.minusMillis(1));
        assertThat(lane.events(RunnerLost.class)).isEmpty();
        lane.beat(TWO, 1);
        lane.tick(Duration.ofSeconds(1));
        assertThat(lane.events(RunnerLost.class)).singleElement().satisfies(this::assertIsOne);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
    }

    @Test
    void noRunnerIsLostBeforeItsLeaseIsOver() {
        passWithHeartbeats(Duration.ofSeconds(2));
        lane.now = lane.now.plusSeconds(3);
        lane.takeOver();
        lane.beat(TWO, 1);
        // Not noted as quiet: it may have been heard of until the lane was read last, at 1 s.
        passWithHeartbeats(LEASE.minusSeconds(5));
        assertThat(lane.events(RunnerLost.class)).isEmpty();
        passWithHeartbeats(Duration.ofSeconds(2));
        assertThat(lane.events(RunnerLost.class)).singleElement().satisfies(this::assertIsOne);
    }

    @Test
    void takeoversInARowProlongALeaseByOneGraceOnly() {
        passWithHeartbeats(Duration.ofSeconds(6));
        for (int i = 0; i < 3; i++) {
            lane.takeOver();
            passWithHeartbeats(Duration.ofSeconds(4));
        }
        assertThat(lane.events(RunnerLost.class)).isEmpty();
        passWithHeartbeats(Duration.ofSeconds(2));
        assertThat(lane.events(RunnerLost.class)).singleElement().satisfies(this::assertIsOne);
    }

    @Test
    void aRunnerHeardOfInTheGraceIsNotLost() {
        lane.now = lane.now.plus(LEASE.multipliedBy(4));
        lane.takeOver();
        lane.tick(GRACE.minusSeconds(1));
        lane.beat(ONE, 1, new Attempt(lane.task("a", "Ada", TaskOptions.NONE).id(), 1));
        lane.beat(TWO, 1);
        lane.tick(Duration.ofSeconds(2));
        assertThat(lane.events(RunnerLost.class)).isEmpty();
    }

    @Test
    void aRunnerHeardOfAgainIsNoLongerQuiet() {
        lane.tick(RULE.quietAfter());
        lane.beat(ONE, 1, new Attempt(lane.task("a", "Ada", TaskOptions.NONE).id(), 1));
        lane.beat(TWO, 1);
        lane.now = lane.now.plusSeconds(1);
        lane.takeOver();
        lane.tick(LEASE.minusSeconds(2));
        assertThat(lane.events(RunnerLost.class)).isEmpty();
        lane.tick(Duration.ofSeconds(2));
        assertThat(lane.events(RunnerLost.class)).hasSize(2);
    }

    @Test
    void aTickIsDueWhenALeaseIsAndNotBefore() {
        // Both are noted as quiet; then declared lost.
        assertThat(lane.due()).contains(lane.now.plus(RULE.quietAfter()));
        lane.tick(RULE.quietAfter());
        assertThat(lane.due()).contains(lane.now.plus(LEASE.minus(RULE.quietAfter())));
        lane.tick(LEASE.minus(RULE.quietAfter()));
        assertThat(lane.events(RunnerLost.class)).hasSize(2);
        // The attempt is tried again at once; nobody is there, and its turn has moved.
        lane.tick(Duration.ZERO);
        assertThat(lane.tasksIn(TaskState.Queued.class)).hasSize(1);
    }

    @Test
    void inAnEmptyLaneNoTickIsDue() {
        assertThat(new LedgerHarness().due()).isEmpty();
    }

    @Test
    void noTickIsDueAgainAndAgainForTheSameThing() {
        lane.submit("b");
        lane.submit("c");
        int ticksAtOneMoment = 0;
        for (int ticks = 0; lane.due().isPresent(); ticks++) {
            assertThat(ticks).as("ticks until nothing is due").isLessThan(50);
            Instant due = lane.due().get();
            ticksAtOneMoment = due.isAfter(lane.now) ? 0 : ticksAtOneMoment + 1;
            assertThat(ticksAtOneMoment).isLessThan(3);
            if (due.isAfter(lane.now)) {
                lane.now = due;
            }
            lane.tick(Duration.ZERO);
        }
        // Two were claimed once and wait for a runner; the third has expired.
        assertThat(lane.tasksIn(TaskState.Queued.class)).hasSize(2);
        assertThat(lane.results).hasSize(1);
    }

    private void assertIsOne(RunnerLost lost) {
        assertThat(lost.holder()).isEqualTo(ONE);
    }

    /** Two goes on beating; time is looked at whenever it is due. */
    private void passWithHeartbeats(Duration time) {
        for (long passed = 0; passed < time.toSeconds(); passed++) {
            lane.beat(TWO, 1);
            lane.tick(Duration.ofSeconds(1));
        }
    }
}
