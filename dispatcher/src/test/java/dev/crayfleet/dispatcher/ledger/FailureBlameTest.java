package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.BROKEN;
import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.ONE;
import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.REFUSED;
import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.TWO;
import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.once;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whose fault a failure is: a quarantine follows from a runner's own alone. */
class FailureBlameTest {
    private final QuarantineFixture fixture = new QuarantineFixture();
    private final LedgerHarness lane = fixture.lane;

    @Test
    void aTaskThatFailsRepeatedlyCountsOnce() {
        lane.join(ONE, 1);
        lane.submit("a", "Ada", TaskOptions.NONE);
        lane.submit("b", "Bob", TaskOptions.NONE);
        while (lane.results.size() < 2) {
            lane.stayAlive(ONE, 1, Duration.ofSeconds(40));
            fixture.fail(1);
        }
        assertThat(lane.granted()).as("three attempts of each").hasSize(6);
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        assertThat(fixture.runner("one").failures()).isEqualTo(2);
    }

    @Test
    void aTaskThatFailsOnTwoRunnersCountsAgainstNeither() {
        lane.join(ONE, 1);
        lane.join(TWO, 1);
        for (int i = 0; i < 6; i++) {
            lane.submit("t" + i, i % 2 == 0 ? "Ada" : "Bob", TaskOptions.NONE);
            ClaimGranted first = lane.lastGranted();
            fixture.fail(first);
            fixture.stayAlive(Duration.ofSeconds(4));
            assertThat(lane.lastGranted().holder())
                    .as("tried where it was not yet")
                    .isNotEqualTo(first.holder());
            fixture.fail(lane.lastGranted());
            lane.cancel("t" + i);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        assertThat(fixture.runner("one").failures()).isZero();
        assertThat(fixture.runner("two").failures()).isZero();
    }

    @Test
    void anAttemptGivenBackElsewhereIsNoFailureThere() {
        lane.join(ONE, 1);
        lane.submit("t", "Ada", TaskOptions.NONE);
        lane.finished(lane.lastGranted(), Failed.of(FailureKind.LOST, "shutting down"));
        lane.join(TWO, 1);
        fixture.stayAlive(Duration.ofSeconds(6));
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
        fixture.fail(1);
        assertThat(fixture.runner("two").failures()).isEqualTo(1);
    }

    @Test
    void aProbeThatFailsEverywhereDoesNotLengthenAQuarantine() {
        lane.join(ONE, 1);
        fixture.submit(5, "Ada", "Bob");
        fixture.fail(5);
        lane.join(TWO, 1);
        lane.submit("poison", "Cyd", TaskOptions.NONE);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
        fixture.fail(1);
        lane.handleRun(new RunnerDraining(LedgerHarness.POOL, TWO, lane.now));
        lane.stayAlive(ONE, 1, Duration.ofSeconds(62));
        assertThat(lane.lastGranted().holder()).isEqualTo(ONE);
        fixture.fail(1);
        lane.cancel("poison");
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
        lane.submit("next", "Cyd", once());
        lane.stayAlive(ONE, 1, Duration.ofSeconds(50));
        assertThat(lane.granted()).as("not at once").hasSize(7);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(14));
        assertThat(lane.granted()).as("but after a quarantine as long as the last").hasSize(8);
    }

    @Test
    void timeoutsDoNotCountAgainstTheRunner() {
        lane.join(ONE, 1);
        fixture.submit(8, "Ada", "Bob");
        for (int i = 0; i < 8; i++) {
            lane.started(lane.lastGranted());
            lane.finished(lane.lastGranted(), Failed.of(FailureKind.TIMEOUT, "too slow"));
        }
        assertThat(lane.results).hasSize(8);
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
    }

    @Test
    void refusalsBeforeTheStartDoNotCountAndLaterOnesCountHalf() {
        lane.join(ONE, 1);
        fixture.submit(30, "Ada", "Bob");
        for (int i = 0; i < 15; i++) {
            lane.finished(lane.lastGranted(), REFUSED);
        }
        assertThat(fixture.runner("one").failures()).isZero();
        for (int i = 0; i < 9; i++) {
            lane.started(lane.lastGranted());
            lane.finished(lane.lastGranted(), REFUSED);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        lane.started(lane.lastGranted());
        lane.finished(lane.lastGranted(), REFUSED);
        assertThat(lane.events(RunnerQuarantined.class))
                .as("each counts half, because its key may be what is wrong")
                .hasSize(1);
    }

    @Test
    void failuresBeforeTheStartCountHalf() {
        lane.join(ONE, 1);
        fixture.submit(11, "Ada", "Bob");
        for (int i = 0; i < 9; i++) {
            lane.finished(lane.lastGranted(), BROKEN);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        lane.finished(lane.lastGranted(), BROKEN);
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
    }

    @Test
    void lostSessionsDoNotCountAgainstTheNextSession() {
        lane.join(ONE, 1);
        for (int session = 1; session <= 6; session++) {
            lane.submit("killer-" + session, session % 2 == 0 ? "Ada" : "Bob", once());
            assertThat(lane.lastGranted().holder()).isEqualTo(LedgerHarness.runner("one", session));
            lane.started(lane.lastGranted());
            lane.tick(Duration.ofSeconds(16));
            lane.join(LedgerHarness.runner("one", session + 1), 1);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        assertThat(lane.results).hasSize(6);
    }

    @Test
    void claimsThatARunnerForgetsCountAgainstIt() {
        lane.join(ONE, 6);
        fixture.submit(6, "Ada", "Bob");
        lane.granted().forEach(lane::started);
        lane.tick(Duration.ofSeconds(11));
        lane.beat(ONE, 6);
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
        assertThat(fixture.runner("one").failures()).isEqualTo(6);
    }
}
