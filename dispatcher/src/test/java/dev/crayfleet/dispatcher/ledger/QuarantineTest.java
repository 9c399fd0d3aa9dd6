package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskEvent.RunnerRecovered;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A runner on which task after task fails. */
class QuarantineTest {
    private static final Holder ONE = Lane.runner("one", 1);
    private static final Holder TWO = Lane.runner("two", 1);
    private static final Failed BROKEN = Failed.of(FailureKind.TRANSIENT, "disk full");

    @Test
    void aRunnerThatFailsTaskAfterTaskGetsNoMoreUntilOneSucceeds() {
        Lane lane = new Lane();
        lane.join(ONE, 1);
        for (int i = 0; i < 6; i++) {
            lane.submit("t" + i, new TaskOptions(null, null, null, 0, null));
        }
        for (int i = 0; i < 5; i++) {
            lane.finished(lane.lastGranted(), BROKEN);
        }
        assertThat(lane.granted()).hasSize(5);
        assertThat(lane.events(RunnerQuarantined.class))
                .singleElement()
                .satisfies(event -> assertThat(event.failures()).isEqualTo(5));
        lane.stayAlive(ONE, 1, Duration.ofSeconds(58));
        assertThat(lane.granted()).hasSize(5);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(4));
        assertThat(lane.granted()).as("one is tried").hasSize(6);
        lane.finished(lane.lastGranted(), BROKEN);
        lane.submit("more");
        lane.stayAlive(ONE, 1, Duration.ofSeconds(100));
        assertThat(lane.granted()).as("the second spell is twice as long").hasSize(6);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(24));
        lane.succeeded(lane.lastGranted());
        assertThat(lane.events(RunnerRecovered.class)).hasSize(1);
        lane.submit("well");
        assertThat(lane.granted()).hasSize(8);
    }

    @Test
    void othersGoOnWhileOneIsQuarantined() {
        Lane lane = new Lane();
        lane.join(ONE, 1);
        for (int i = 0; i < 6; i++) {
            lane.submit("t" + i, new TaskOptions(null, null, null, 0, null));
        }
        for (int i = 0; i < 5; i++) {
            lane.finished(lane.lastGranted(), BROKEN);
        }
        lane.join(TWO, 1);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
    }

    @Test
    void whatIsNotTheRunnersFaultDoesNotCount() {
        Lane lane = new Lane();
        lane.join(ONE, 1);
        for (int i = 0; i < 8; i++) {
            lane.submit("t" + i, new TaskOptions(null, null, null, 0, null));
        }
        for (int i = 0; i < 8; i++) {
            lane.finished(lane.lastGranted(), Failed.of(FailureKind.TIMEOUT, "too slow"));
        }
        assertThat(lane.results).hasSize(8);
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
    }

    @Test
    void tasksThatNobodyCanDoAreNotTheRunnersFault() {
        Lane lane = new Lane();
        lane.join(ONE, 1);
        for (int i = 0; i < 12; i++) {
            lane.submit("t" + i, new TaskOptions(null, null, null, 0, null));
        }
        Failed refused = Failed.of(FailureKind.PERMANENT, "no such model");
        for (int i = 0; i < 6; i++) {
            lane.finished(lane.lastGranted(), refused);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        for (int i = 0; i < 5; i++) {
            lane.started(lane.lastGranted());
            lane.finished(lane.lastGranted(), refused);
        }
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
    }
}
